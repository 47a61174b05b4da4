/** What only the window knows: the screen, the open dialog, the layout of the grid, short notices. */
import { readRoute, writeRoute, type Route } from './navigation.ts';

/** How a camera comes into the list. */
export type AddCameraWay = 'address' | 'local' | 'demo';

export type Dialog =
  | { readonly kind: 'add-camera'; readonly way: AddCameraWay }
  | {
      readonly kind: 'edit-camera';
      readonly cameraId: string;
      readonly focus?: 'password' | 'address' | 'consent' | 'schedule';
    }
  | { readonly kind: 'remove-camera'; readonly cameraId: string };

export const layouts = [1, 4, 9, 16] as const;
export type Layout = (typeof layouts)[number];

export interface Notice {
  readonly id: number;
  readonly text: string;
  readonly tone: 'plain' | 'bad';
}

export interface ViewSlice {
  readonly route: Route;
  readonly dialog: Dialog | undefined;
  readonly layout: Layout | undefined;
  /** First camera of the shown part of the grid, counted in screens. */
  readonly gridPage: number;
  readonly notices: readonly Notice[];
  navigate(route: Route): void;
  /** The address changed (Back, a link): take it over. */
  routeRead(): void;
  /** Keeps the address in step without a new entry in the history. */
  rememberRoute(route: Route): void;
  openDialog(dialog: Dialog): void;
  closeDialog(): void;
  setLayout(layout: Layout): void;
  setGridPage(page: number): void;
  notify(text: string, tone?: Notice['tone']): void;
  dismissNotice(id: number): void;
}

type Set = (change: Partial<ViewSlice> | ((state: ViewSlice) => Partial<ViewSlice>)) => void;

const LAYOUT_KEY = 'watchpost.layout';
const NOTICE_MS = 6_000;
let lastNotice = 0;

export function createViewSlice(set: Set, get: () => ViewSlice): ViewSlice {
  return {
    route: readRoute(location.hash),
    dialog: undefined,
    layout: layouts.find((one) => String(one) === localStorage.getItem(LAYOUT_KEY)),
    gridPage: 0,
    notices: [],
    navigate(route) {
      const hash = writeRoute(route);
      if (hash !== location.hash) history.pushState(null, '', hash);
      set({ route });
    },
    routeRead: () => set({ route: readRoute(location.hash) }),
    rememberRoute(route) {
      history.replaceState(null, '', writeRoute(route));
    },
    openDialog: (dialog) => set({ dialog }),
    closeDialog: () => set({ dialog: undefined }),
    setLayout(layout) {
      localStorage.setItem(LAYOUT_KEY, String(layout));
      set({ layout, gridPage: 0 });
    },
    setGridPage: (gridPage) => set({ gridPage }),
    notify(text, tone = 'plain') {
      const id = ++lastNotice;
      set((state) => ({ notices: [...state.notices.slice(-2), { id, text, tone }] }));
      setTimeout(() => get().dismissNotice(id), NOTICE_MS);
    },
    dismissNotice: (id) => set((state) => ({ notices: state.notices.filter((one) => one.id !== id) })),
  };
}
