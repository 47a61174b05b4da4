/**
 * Fetches what the timeline shows: three screens wide around the view, as fine as its pixels. Keeps what it has while
 * newer data is on its way; answers that were overtaken are dropped.
 */
import type { CameraTimeline } from '../../../../shared/model/coverage.ts';
import { spanOf, type Viewport } from './viewport.ts';

export interface TimelineQuery {
  readonly cameraIds: readonly string[];
  readonly from: number;
  readonly to: number;
  readonly resolutionMs?: number;
}

type Fetch = (query: TimelineQuery) => Promise<readonly CameraTimeline[]>;

/** Below this every span is drawn exactly; above, what is finer than a pixel is not asked for. */
const EXACT_UP_TO_MS = 6 * 3_600_000;
const RESOLUTIONS_MS = [60_000, 300_000, 900_000, 3_600_000];
const RETRY_MS = 3_000;

/** Undefined means exact. */
export function resolutionFor(view: Viewport, width: number): number | undefined {
  if (spanOf(view) <= EXACT_UP_TO_MS) return undefined;
  const pixel = spanOf(view) / Math.max(1, width);
  return RESOLUTIONS_MS.findLast((one) => one <= pixel);
}

export class TimelineData {
  readonly #fetch: Fetch;
  readonly #changed: () => void;
  #lanes = new Map<string, CameraTimeline>();
  #has: { key: string; from: number; to: number } | undefined;
  #asked: string | undefined;
  #turn = 0;
  #failed = false;
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor(fetch: Fetch, changed: () => void) {
    this.#fetch = fetch;
    this.#changed = changed;
  }

  lane(cameraId: string): CameraTimeline | undefined {
    return this.#lanes.get(cameraId);
  }

  get loaded(): boolean {
    return this.#has !== undefined;
  }

  get failed(): boolean {
    return this.#failed;
  }

  /** Asks for what is missing; `revision` changes when there is new footage. */
  want(cameraIds: readonly string[], view: Viewport, width: number, revision: number): void {
    const resolutionMs = resolutionFor(view, width);
    const key = `${cameraIds.join()}|${resolutionMs ?? 'exact'}|${revision}`;
    const has = this.#has;
    if (has && has.key === key && view.from >= has.from && view.to <= has.to) return;
    const span = spanOf(view);
    const from = Math.max(0, Math.floor(view.from - span));
    const to = Math.ceil(view.to + span);
    const asked = `${key}|${Math.round(from / span)}|${Math.round(to / span)}`;
    if (asked === this.#asked || cameraIds.length === 0) return;
    this.#asked = asked;
    clearTimeout(this.#retry);
    const turn = ++this.#turn;
    this.#fetch({ cameraIds, from, to, ...(resolutionMs === undefined ? {} : { resolutionMs }) }).then(
      (lanes) => {
        if (turn !== this.#turn) return;
        this.#lanes = new Map(lanes.map((lane) => [lane.cameraId, lane]));
        this.#has = { key, from, to };
        this.#asked = undefined;
        this.#failed = false;
        this.#changed();
      },
      () => {
        if (turn !== this.#turn) return;
        this.#failed = true;
        this.#changed();
        this.#retry = setTimeout(() => {
          this.#asked = undefined;
          this.want(cameraIds, view, width, revision);
        }, RETRY_MS);
      },
    );
  }

  dispose(): void {
    this.#turn += 1;
    clearTimeout(this.#retry);
  }
}
