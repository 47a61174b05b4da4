/**
 * The one store: a mirror of the recorder (cameras, storage, problems) and what only the window knows (screen, dialog,
 * notices). One slice per area, each with its own file; nothing here talks to the recorder, `sync.ts` and `actions.ts` do.
 */
import { create } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import { createCamerasSlice, type CamerasSlice } from './cameras-slice.ts';
import { createRecorderSlice, type RecorderSlice } from './recorder-slice.ts';
import { createViewSlice, type ViewSlice } from './view-slice.ts';

export type State = CamerasSlice & RecorderSlice & ViewSlice;

export const useStore = create<State>()((set, get) => ({
  ...createCamerasSlice(set),
  ...createRecorderSlice(set),
  ...createViewSlice(set, get),
}));

/** Several fields at once, without a new drawing while each of them is the same. */
export const useFields = <T>(pick: (state: State) => T): T => useStore(useShallow(pick));

/** Current state outside React. */
export const getState = (): State => useStore.getState();
