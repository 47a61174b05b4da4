/** Cameras and what each is doing now, as the recorder last said. */
import type { Camera } from '../../shared/model/camera.ts';
import type { CameraStatus } from '../../shared/model/camera-status.ts';

/** The file a camera is writing, and how far it can be played (UTC ms). */
export interface OpenSegment {
  readonly startAt: number;
  readonly playableUntil: number;
  /** The file before it, as far as it was known: the timeline has it from here until it has read again. */
  readonly before?: { readonly from: number; readonly to: number };
}

export interface CamerasSlice {
  /** Undefined until the first answer. */
  readonly cameras: readonly Camera[] | undefined;
  readonly statuses: Readonly<Record<string, CameraStatus>>;
  readonly openSegments: Readonly<Record<string, OpenSegment>>;
  /** Grows with every finished piece of footage: the timeline reads again. */
  readonly footageRevision: number;
  setCameras(cameras: readonly Camera[]): void;
  setStatuses(statuses: readonly CameraStatus[]): void;
  setOpenSegment(cameraId: string, startAt: number, playableUntil: number): void;
  /** A file is finished: it is no longer the one being written. */
  closeSegment(cameraId: string, from: number, to: number): void;
  footageAdded(): void;
}

type Set = (change: (state: CamerasSlice) => Partial<CamerasSlice>) => void;

export function createCamerasSlice(set: Set): CamerasSlice {
  return {
    cameras: undefined,
    statuses: {},
    openSegments: {},
    footageRevision: 0,
    setCameras: (cameras) => set(() => ({ cameras: [...cameras].sort((a, b) => a.position - b.position) })),
    setStatuses: (statuses) =>
      set((state) => ({
        statuses: { ...state.statuses, ...Object.fromEntries(statuses.map((one) => [one.id, one])) },
      })),
    setOpenSegment: (cameraId, startAt, playableUntil) =>
      set((state) => ({
        openSegments: {
          ...state.openSegments,
          [cameraId]: grown(state.openSegments[cameraId], startAt, playableUntil),
        },
      })),
    closeSegment: (cameraId, from, to) =>
      set(({ openSegments }) => {
        const after = closed(openSegments[cameraId], from, to);
        return after ? { openSegments: { ...openSegments, [cameraId]: after } } : {};
      }),
    footageAdded: () => set((state) => ({ footageRevision: state.footageRevision + 1 })),
  };
}

/** The start of a file is a guess at first and set right by some tenths of a second later; a new file begins far behind it. */
const SAME_FILE_MS = 1_000;

/** What is known of the file being written after it was told to have grown. Pure. */
export function grown(known: OpenSegment | undefined, startAt: number, playableUntil: number): OpenSegment {
  const isNew = known !== undefined && startAt > known.startAt + SAME_FILE_MS;
  const before = isNew ? { from: known.startAt, to: known.playableUntil } : known?.before;
  return { startAt, playableUntil, ...(before ? { before } : {}) };
}

/** What is known after a file was finished; undefined when it was another than the one being written. Pure. */
export function closed(known: OpenSegment | undefined, from: number, to: number): OpenSegment | undefined {
  if (!known || Math.abs(from - known.startAt) > SAME_FILE_MS) return undefined;
  return { startAt: to, playableUntil: to, before: { from, to } };
}
