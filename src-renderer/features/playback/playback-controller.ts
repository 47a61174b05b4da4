/**
 * What the playback screen can do, in one object: go to a time, play, pause, speeds, backwards, single pictures.
 * Owns the driver of the <video>; knows which footage there is through `lane`; React only shows its view.
 */
import { HlsDriver, PlaybackTrouble, type PlaybackState } from '../../player/hls-driver.ts';
import { call } from '../../state/calls.ts';
import { failureOf } from '../../state/failure.ts';
import type { Failure } from '../../state/recorder-slice.ts';
import { PlayingTime } from './playing-time.ts';

export interface PlaybackView {
  readonly state: PlaybackState;
  readonly playing: boolean;
  /** Negative: backwards. */
  readonly rate: number;
  readonly failure: Failure | undefined;
  /** What this machine cannot decode, while the state is `unsupported`. */
  readonly codec?: string | undefined;
}

export const RATES = [0.5, 1, 2, 4, 8] as const;
const BACKWARDS_STEP_MS = 250;
/** Behind the newest footage, so that a picture is there at once. */
const LIVE_MARGIN_MS = 2_000;

export class PlaybackController {
  readonly time = new PlayingTime();
  readonly #driver: HlsDriver;
  readonly #listeners = new Set<() => void>();
  readonly #hold: HTMLCanvasElement;
  readonly #video: HTMLVideoElement;
  #view: PlaybackView = { state: 'idle', playing: false, rate: 1, failure: undefined };
  #backwards: ReturnType<typeof setInterval> | undefined;
  #cameraId = '';
  #target: number | undefined;

  constructor(video: HTMLVideoElement, hold: HTMLCanvasElement) {
    this.#video = video;
    this.#hold = hold;
    this.#driver = new HlsDriver({
      video,
      load: (cameraId, from, to) => call('playback.playlist', { cameraId, from, to }),
      now: () => Date.now(),
      onPicture: (at) => {
        this.#hold.hidden = true;
        this.#target = undefined;
        this.time.set(at);
      },
      onState: (state, about) => {
        // The last picture of another camera or time must not stand where there is none.
        if (hasNoPicture(state)) this.#hold.hidden = true;
        this.#change({
          state,
          failure: state === 'failed' ? troubleOf(about) : undefined,
          codec: state === 'unsupported' ? String(about) : undefined,
        });
      },
      onSourceChange: () => this.#keepPicture(),
    });
  }

  get view(): PlaybackView {
    return this.#view;
  }

  /** Where the screen is or is on its way to. */
  get at(): number | undefined {
    return this.#target ?? this.time.at;
  }

  on(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  open(cameraId: string, at: number): void {
    if (cameraId !== this.#cameraId) this.#hold.hidden = true;
    this.#cameraId = cameraId;
    this.#target = at;
    this.#driver.open(cameraId, at);
  }

  seek(at: number): void {
    this.#target = at;
    this.#driver.seek(at);
  }

  /** By a length of time from where it is; a seek that is under way counts. */
  skip(ms: number): void {
    if (this.at !== undefined) this.seek(this.at + ms);
  }

  /** To the newest footage, playing. */
  goLive(playableUntil: number): void {
    this.setRate(1);
    this.seek(playableUntil - LIVE_MARGIN_MS);
    this.play();
  }

  play(): void {
    this.#stopBackwards();
    if (this.#view.rate < 0) this.setRate(1);
    this.#driver.play();
    this.#change({ playing: true });
  }

  pause(): void {
    this.#stopBackwards();
    this.#driver.pause();
    this.#change({ playing: false, rate: Math.max(0.5, Math.abs(this.#view.rate)) });
  }

  toggle(): void {
    if (this.#view.playing) this.pause();
    else this.play();
  }

  /** Below zero plays backwards by seeking from picture to picture. */
  setRate(rate: number): void {
    this.#stopBackwards();
    this.#change({ rate });
    if (rate > 0) {
      this.#driver.setRate(rate);
      return;
    }
    this.#driver.pause();
    this.#change({ playing: true });
    let target = this.at ?? 0;
    this.#backwards = setInterval(() => {
      target += rate * BACKWARDS_STEP_MS;
      this.seek(target);
    }, BACKWARDS_STEP_MS);
  }

  /** L: play, then twice as fast with each press. */
  faster(): void {
    const { rate, playing } = this.#view;
    if (!playing || rate < 0) this.setRate(1);
    else this.setRate(Math.min(8, rate * 2));
    this.play();
  }

  /** J: backwards, then twice as fast with each press. */
  slower(): void {
    const { rate, playing } = this.#view;
    this.setRate(playing && rate < 0 ? Math.max(-8, rate * 2) : -1);
  }

  step(count: number, fps: number): void {
    this.#stopBackwards();
    this.#driver.stepFrames(count, fps);
    this.#change({ playing: false, rate: Math.abs(this.#view.rate) });
  }

  dispose(): void {
    this.#stopBackwards();
    this.#driver.dispose();
    this.#listeners.clear();
  }

  #stopBackwards(): void {
    clearInterval(this.#backwards);
    this.#backwards = undefined;
  }

  /** The last picture stays until the new source has one. */
  #keepPicture(): void {
    const { videoWidth, videoHeight } = this.#video;
    if (videoWidth === 0) return;
    this.#hold.width = videoWidth;
    this.#hold.height = videoHeight;
    this.#hold.getContext('2d')?.drawImage(this.#video, 0, 0);
    this.#hold.hidden = false;
  }

  #change(change: Partial<PlaybackView>): void {
    this.#view = { ...this.#view, ...change };
    for (const listener of this.#listeners) listener();
  }
}

/** States in which the stage is empty and words stand there. */
export function hasNoPicture(state: PlaybackState): boolean {
  return state === 'no-footage' || state === 'unsupported' || state === 'failed' || state === 'idle';
}

function troubleOf(error: unknown): Failure {
  return error instanceof PlaybackTrouble ? { message: error.message } : failureOf(error);
}
