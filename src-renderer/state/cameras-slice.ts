/** Cameras and what each is doing now, as the recorder last said. */
import type { Camera } from '../../shared/model/camera.ts';
import type { CameraStatus } from '../../shared/model/camera-status.ts';

export interface CamerasSlice {
  /** Undefined until the first answer. */
  readonly cameras: readonly Camera[] | undefined;
  readonly statuses: Readonly<Record<string, CameraStatus>>;
  /** The file each camera is writing, and how far it can be played (UTC ms). */
  readonly openSegments: Readonly<
    Record<string, { readonly startAt: number; readonly playableUntil: number }>
  >;
  /** Grows with every finished piece of footage: the timeline reads again. */
  readonly footageRevision: number;
  setCameras(cameras: readonly Camera[]): void;
  setStatuses(statuses: readonly CameraStatus[]): void;
  setOpenSegment(cameraId: string, startAt: number, playableUntil: number): void;
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
      set((state) => ({ openSegments: { ...state.openSegments, [cameraId]: { startAt, playableUntil } } })),
    footageAdded: () => set((state) => ({ footageRevision: state.footageRevision + 1 })),
  };
}
