/** The recorder itself: is it there, what it runs on, its disks and its problems. */
import type { AppInfo, Problem } from '../../shared/contract/names.ts';
import type { StorageInfo } from '../../shared/model/storage.ts';

export type Connection =
  | { readonly phase: 'starting' }
  | { readonly phase: 'ready' }
  | { readonly phase: 'lost'; readonly since: number };

export interface Failure {
  readonly message: string;
  readonly code?: number;
}

export interface RecorderSlice {
  readonly connection: Connection;
  readonly app: AppInfo | undefined;
  readonly storage: StorageInfo | undefined;
  /** Why the disk cannot be read (-1005), while that is so. */
  readonly storageFailure: Failure | undefined;
  readonly problems: readonly Problem[];
  /** Wall clock of the window, once a second. */
  readonly now: number;
  setConnection(connection: Connection): void;
  setApp(app: AppInfo): void;
  setStorage(storage: StorageInfo): void;
  setStorageFailure(failure: Failure): void;
  setProblems(problems: readonly Problem[]): void;
  problemRaised(problem: Problem): void;
  problemCleared(id: string): void;
  tick(now: number): void;
}

type Set = (change: (state: RecorderSlice) => Partial<RecorderSlice>) => void;

export function createRecorderSlice(set: Set): RecorderSlice {
  return {
    connection: { phase: 'starting' },
    app: undefined,
    storage: undefined,
    storageFailure: undefined,
    problems: [],
    now: Date.now(),
    setConnection: (connection) => set(() => ({ connection })),
    setApp: (app) => set(() => ({ app })),
    setStorage: (storage) => set(() => ({ storage, storageFailure: undefined })),
    setStorageFailure: (storageFailure) => set(() => ({ storageFailure })),
    setProblems: (problems) => set(() => ({ problems })),
    problemRaised: (problem) =>
      set((state) => ({ problems: [...state.problems.filter((one) => one.id !== problem.id), problem] })),
    problemCleared: (id) => set((state) => ({ problems: state.problems.filter((one) => one.id !== id) })),
    tick: (now) => set(() => ({ now })),
  };
}
