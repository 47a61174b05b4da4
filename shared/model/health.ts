/** How the recording of a camera goes, step by step, as the Health page tells it. Plain data; instants UTC ms. */

/** The way of a picture: from the camera to the timeline. */
export const pipelineSteps = ['connection', 'relay', 'recorder', 'files', 'catalogue'] as const;
export type PipelineStep = (typeof pipelineSteps)[number];

/** `waiting`: nothing is wrong yet; `off`: on purpose. */
export const stepStates = ['ok', 'waiting', 'wrong', 'off'] as const;
export type StepState = (typeof stepStates)[number];

export interface StepReport {
  readonly step: PipelineStep;
  readonly state: StepState;
  readonly sentence: string;
}

/** Whether footage reaches the disk. `since`: from when on it has not. */
export type FootageArrival =
  | { readonly state: 'not-wanted' | 'starting' | 'arriving' }
  | { readonly state: 'missing'; readonly since: number };

/** Finished files that are not on the timeline yet. */
export interface IngestQueue {
  /** Being looked at, or next. */
  readonly waiting: number;
  /** Not readable at first; looked at once more after a while. */
  readonly deferred: number;
}
