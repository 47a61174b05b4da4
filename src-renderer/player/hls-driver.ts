/**
 * Plays recorded footage by wall time: opens a window of a few hours around what is asked for, seeks inside it, goes on
 * into the next one, across gaps and up to the live edge, and has its own freeze watchdog (the player reports none).
 * Owns the <video> element while it lives; shows nothing itself, tells a listener.
 */
import { canShow } from './codec-support.ts';
import { FreezeWatchdog } from './freeze-watchdog.ts';
import { HlsSource } from './hls-source.ts';
import { openingAt, type Opening, type OpenWindow, type PlaybackWindow } from './playback-window.ts';
import { mediaPointAt, stretchesEnd, wallTimeOf } from './stretches.ts';

export type { PlaybackWindow } from './playback-window.ts';

/** `unsupported`: there is footage, and this machine cannot decode it. */
export type PlaybackState =
  | 'idle'
  | 'loading'
  | 'paused'
  | 'playing'
  | 'waiting'
  | 'at-live-edge'
  | 'no-footage'
  | 'unsupported'
  | 'failed';

export interface DriverDeps {
  readonly video: HTMLVideoElement;
  load(cameraId: string, from: number, to: number): Promise<PlaybackWindow>;
  now(): number;
  /** A picture is on the screen; `at` is its wall time. */
  onPicture(at: number): void;
  /** `about` is the error of `failed`, and the codec of `unsupported` (RFC 6381 or H264, H265). */
  onState(state: PlaybackState, about?: unknown): void;
  /** Before the source changes: a chance to keep the last picture on the screen. */
  onSourceChange(): void;
}

const BEFORE_MS = 3_600_000;
const AFTER_MS = 3 * 3_600_000;
const CHECK_MS = 500;
const EDGE_RETRY_MS = 1_500;
/** How far past a broken group of pictures to go; doubled while it does not help. */
const SKIP_MS = 2_500;
const SKIP_MAX_MS = 60_000;
/** Skips in a row without a picture: then it is no broken group but broken footage. */
const SKIPS_MAX = 6;
/** New footage worth loading the playlist anew at the live edge. */
const EDGE_STEP_MS = 1_000;
/** A pause between stretches of more than this is a gap that a window may end at. */
const END_S = 0.35;

/** What went wrong in the player, in words for the operator. */
export class PlaybackTrouble extends Error {
  override readonly name = 'PlaybackTrouble';
}

export class HlsDriver {
  readonly #deps: DriverDeps;
  readonly #watchdog = new FreezeWatchdog();
  readonly #timer: number;
  readonly #life = new AbortController();
  #cameraId = '';
  #window: OpenWindow | undefined;
  #source: HlsSource | undefined;
  #generation = 0;
  #wantsPlay = false;
  #rate = 1;
  #state: PlaybackState = 'idle';
  #skipMs = SKIP_MS;
  #skips = 0;
  #nextEdgeTry = 0;
  #pendingSeek: number | undefined;
  #extending = false;
  #lastAt: number | undefined;
  /** Where the picture on the screen begins, media time. */
  #shownS = 0;
  /** Where it is or wants to be: from there a broken group of pictures is skipped. */
  #anchor: number | undefined;

  constructor(deps: DriverDeps) {
    this.#deps = deps;
    const { video } = deps;
    const onFrame = (_now: number, frame: VideoFrameCallbackMetadata): void => {
      this.#shownS = frame.mediaTime;
      const at = this.#window && wallTimeOf(this.#window.stretches, frame.mediaTime);
      if (at !== undefined) {
        this.#lastAt = at;
        this.#anchor = at;
        this.#skips = 0;
        if (this.#state === 'loading') this.#showState();
        deps.onPicture(at);
      }
      video.requestVideoFrameCallback(onFrame);
    };
    video.requestVideoFrameCallback(onFrame);
    const { signal } = this.#life;
    const onSeeked = (): void => {
      const next = this.#pendingSeek;
      this.#pendingSeek = undefined;
      if (next !== undefined) this.seek(next);
      else this.#showState();
    };
    video.addEventListener('seeked', onSeeked, { signal });
    for (const event of ['playing', 'pause', 'waiting']) {
      video.addEventListener(event, () => this.#showState(), { signal });
    }
    this.#timer = window.setInterval(() => this.#check(), CHECK_MS);
  }

  /** The wall time of the picture on the screen. */
  get at(): number | undefined {
    return this.#lastAt;
  }

  get playing(): boolean {
    return this.#wantsPlay;
  }

  /** Another camera at the same or another time. */
  open(cameraId: string, at: number): void {
    this.#cameraId = cameraId;
    this.#skips = 0;
    void this.#openWindow(at);
  }

  /** Goes to a wall time; without footage there, to the nearest. Seeks that come faster than pictures are merged. */
  seek(at: number): void {
    const open = this.#window;
    this.#skips = 0;
    if (!open || !this.#source || at < open.from || at >= Math.min(open.to, this.#loadedUntil(open))) {
      void this.#openWindow(at);
      return;
    }
    this.#anchor = at;
    const { video } = this.#deps;
    if (video.seeking) {
      this.#pendingSeek = at;
      return;
    }
    const point = mediaPointAt(open.stretches, at);
    if (point) video.currentTime = point.mediaS;
  }

  play(): void {
    this.#wantsPlay = true;
    this.#nextEdgeTry = 0;
    void this.#deps.video.play().catch(() => undefined);
    this.#showState();
  }

  pause(): void {
    this.#wantsPlay = false;
    this.#deps.video.pause();
    this.#showState();
  }

  setRate(rate: number): void {
    this.#rate = rate;
    this.#deps.video.playbackRate = rate;
  }

  /** Pauses and moves by pictures; `fps` of the camera. */
  stepFrames(count: number, fps: number): void {
    this.pause();
    const { video } = this.#deps;
    // Counted from the beginning of the picture that is shown, to the middle of the wanted one: a seek may have ended
    // anywhere within a picture. Steps that come faster than pictures add up.
    const shown = video.seeking ? video.currentTime : this.#shownS + 0.5 / fps;
    video.currentTime = Math.max(0, shown + count / fps);
  }

  dispose(): void {
    this.#generation += 1;
    clearInterval(this.#timer);
    this.#source?.destroy();
    const { video } = this.#deps;
    this.#life.abort();
    video.removeAttribute('src');
    video.load();
  }

  #loadedUntil(open: OpenWindow): number {
    const end = stretchesEnd(open.stretches) ?? open.from;
    // Between the end of a closed window and its `to` there is nothing; at the live edge there may be by now.
    return open.to < this.#deps.now() - EDGE_STEP_MS ? open.to : Math.max(end, open.from);
  }

  async #openWindow(at: number): Promise<void> {
    const generation = ++this.#generation;
    this.#pendingSeek = undefined;
    this.#anchor = at;
    this.#setState('loading');
    const from = Math.floor(at - BEFORE_MS);
    const to = Math.ceil(at + AFTER_MS);
    try {
      const loaded = await this.#load(from, to);
      const opening = await this.#openingAt(at, { ...loaded, from, to });
      if (generation === this.#generation) this.#take(opening, generation);
    } catch (error) {
      if (generation === this.#generation) this.#stop('failed', error);
    }
  }

  #load(from: number, to: number): Promise<PlaybackWindow> {
    return this.#deps.load(this.#cameraId, from, to);
  }

  #openingAt(at: number, loaded: OpenWindow): Promise<Opening> {
    return openingAt(at, loaded, { load: (from, to) => this.#load(from, to), canShow });
  }

  #take(opening: Opening, generation: number): void {
    if (opening.kind === 'open') this.#attach(opening.window, opening.startS, generation);
    else if (opening.kind === 'unsupported') this.#stop('unsupported', opening.codec);
    else this.#stop('no-footage');
  }

  #attach(open: OpenWindow, startS: number, generation: number): void {
    const { video } = this.#deps;
    this.#deps.onSourceChange();
    this.#source?.destroy();
    this.#window = open;
    this.#source = new HlsSource(video, new URL(open.url, document.baseURI).href, startS, {
      onLoaded: (live) => live && generation === this.#generation && void this.#extend(),
      onBroken: (kind) => {
        if (generation !== this.#generation) return;
        if (kind === 'network') this.#stop('failed', new PlaybackTrouble('The footage could not be read.'));
        else this.#skipAhead();
      },
      onUndecodable: (codec) => generation === this.#generation && this.#stop('unsupported', codec),
    });
    video.playbackRate = this.#rate;
    if (this.#wantsPlay) void video.play().catch(() => undefined);
  }

  /** Nothing is shown any more until somebody asks for another place. */
  #stop(state: 'failed' | 'unsupported' | 'no-footage', about?: unknown): void {
    this.#generation += 1;
    this.#source?.destroy();
    this.#source = undefined;
    this.#window = undefined;
    this.#setState(state, about);
  }

  /** A growing playlist was read again: its map has grown too. */
  async #extend(): Promise<void> {
    const open = this.#window;
    if (!open || this.#extending) return;
    this.#extending = true;
    try {
      const { stretches } = await this.#load(open.from, open.to);
      if (this.#window === open) this.#window = { ...open, stretches };
    } catch {
      // The next reading of the playlist tries again.
    } finally {
      this.#extending = false;
    }
  }

  #check(): void {
    const { video } = this.#deps;
    if (!this.#window || !this.#source) return;
    const remaining = video.duration - video.currentTime;
    const atEnd =
      video.ended || (Number.isFinite(remaining) && remaining < END_S && bufferedAhead(video) < END_S);
    if (this.#wantsPlay && atEnd) return void this.#goOn();
    const playing = this.#wantsPlay && !video.seeking && !atEnd;
    const sample = {
      nowMs: performance.now(),
      currentTimeS: video.currentTime,
      bufferedAheadS: bufferedAhead(video),
    };
    if (this.#watchdog.observe({ ...sample, playing })) this.#skipAhead();
    else if (this.#state === 'playing') this.#skipMs = Math.max(SKIP_MS, this.#skipMs - 50);
  }

  /** The window is played out: is there footage after it? */
  async #goOn(): Promise<void> {
    const open = this.#window;
    const now = performance.now();
    if (!open || now < this.#nextEdgeTry) return;
    this.#nextEdgeTry = now + EDGE_RETRY_MS;
    const end = stretchesEnd(open.stretches) ?? open.from;
    const generation = this.#generation;
    const from = Math.floor(end);
    const to = Math.ceil(end + AFTER_MS);
    try {
      const next = await this.#load(from, to);
      if (generation !== this.#generation || this.#window !== open) return;
      const more = next.stretches.find((one) => one.startAt + one.durationMs > end + EDGE_STEP_MS);
      if (!more) return this.#setState('at-live-edge');
      const opening = await this.#openingAt(Math.max(end, more.startAt), { ...next, from, to });
      if (generation !== this.#generation || opening.kind === 'no-footage') return;
      this.#take(opening, ++this.#generation);
    } catch {
      this.#setState('waiting');
    }
  }

  #skipAhead(): void {
    if (this.#anchor === undefined) return;
    if (++this.#skips > SKIPS_MAX)
      return this.#stop(
        'failed',
        new PlaybackTrouble('The footage here is damaged: no picture can be made of it.'),
      );
    const target = this.#anchor + this.#skipMs;
    this.#skipMs = Math.min(SKIP_MAX_MS, this.#skipMs * 2);
    void this.#openWindow(target);
  }

  #showState(): void {
    const { video } = this.#deps;
    if (!this.#source || this.#state === 'failed') return;
    if (!this.#wantsPlay) return this.#setState('paused');
    if (video.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA) this.#setState('playing');
    else this.#setState('waiting');
  }

  #setState(state: PlaybackState, error?: unknown): void {
    if (state === this.#state && error === undefined) return;
    this.#state = state;
    this.#deps.onState(state, error);
  }
}

function bufferedAhead(video: HTMLVideoElement): number {
  for (let index = 0; index < video.buffered.length; index += 1) {
    const start = video.buffered.start(index);
    const end = video.buffered.end(index);
    if (video.currentTime >= start - 0.1 && video.currentTime < end) return end - video.currentTime;
  }
  return 0;
}
