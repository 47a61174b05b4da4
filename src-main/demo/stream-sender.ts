/**
 * What one playing connection is sent, frame by frame: main or sub video, sound, sender reports, and the faults of a stream.
 * Begins at a key frame, as cameras do. Collects bytes; writing them is the connection's.
 */
import type { DemoClip } from './clip.ts';
import type { FaultEffect } from './fault-effects.ts';
import type { RtpTrack } from './rtp-track.ts';
import { frameTime, MAIN_FPS, MAIN_GOP_FRAMES, positionOf, SUB_EVERY, SUB_GOP_FRAMES } from './schedule.ts';

export const VIDEO_CLOCK = 90_000;
/** Cameras report every few seconds; the first report goes out before the first picture. */
const REPORT_EVERY_FRAMES = 5 * MAIN_FPS;
const NOISE_SHARE = 0.3;

export interface StreamSenderOptions {
  readonly clip: DemoClip;
  readonly role: 'main' | 'sub';
  readonly video?: RtpTrack;
  readonly audio?: RtpTrack;
  readonly phaseMs: number;
  readonly withoutSenderReports: boolean;
}

/** The bytes for one instant; `complete` says that a whole, undamaged picture is among them. */
export interface Sending {
  readonly chunks: readonly Buffer[];
  readonly complete: boolean;
}

const nothing: Sending = { chunks: [], complete: false };

export class StreamSender {
  readonly role: 'main' | 'sub';
  readonly #options: StreamSenderOptions;
  #waitsForKey = true;
  #showsSub: boolean;
  #nextSound = 0;
  #reportAt = 0;
  #seed = 1;

  constructor(options: StreamSenderOptions) {
    this.#options = options;
    this.role = options.role;
    this.#showsSub = options.role === 'sub';
  }

  /** Everything due with frame `index` of the schedule, under the fault's effect. */
  take(index: number, sends: FaultEffect['sends']): Sending {
    if (sends === 'nothing') {
      // What is held back is never sent: after the silence the stream goes on with the present.
      this.#waitsForKey = true;
      return nothing;
    }
    this.#chooseSize(index, sends === 'other-size');
    const picture = this.#pictureAt(index);
    if (this.#waitsForKey && !picture?.key) return nothing;
    const begins = this.#waitsForKey;
    this.#waitsForKey = false;
    const chunks: Buffer[] = [];
    if (begins) this.#nextSound = this.#soundIndexAt(index);
    if (begins || index >= this.#reportAt) this.#report(index, chunks);
    if (picture && this.#options.video)
      chunks.push(...this.#options.video.picture(picture.nals, (index * VIDEO_CLOCK) / MAIN_FPS));
    if (sends === 'no-audio') this.#nextSound = this.#soundIndexAt(index + 1);
    else this.#sound(index, chunks);
    if (sends !== 'noise') return { chunks, complete: picture !== undefined };
    const damaged = chunks.map((chunk) => this.#damage(chunk)).some(Boolean);
    return { chunks, complete: picture !== undefined && !damaged };
  }

  /** The other size begins where both clips have a key frame, and ends at a key frame of the main clip. */
  #chooseSize(index: number, otherSize: boolean): void {
    if (this.role === 'sub') return;
    const { number } = positionOf(index);
    if (otherSize && number % (SUB_GOP_FRAMES * SUB_EVERY) === 0) this.#showsSub = true;
    if (!otherSize && number % MAIN_GOP_FRAMES === 0) this.#showsSub = false;
  }

  #pictureAt(index: number) {
    const { number } = positionOf(index);
    if (!this.#showsSub) return this.#options.clip.main.units[number];
    return number % SUB_EVERY === 0 ? this.#options.clip.sub.units[number / SUB_EVERY] : undefined;
  }

  /** First sound frame that begins at or after a video frame. */
  #soundIndexAt(index: number): number {
    const { sampleRate, samplesPerFrame } = this.#options.clip.audio;
    return Math.ceil((index * sampleRate) / (MAIN_FPS * samplesPerFrame));
  }

  #sound(index: number, chunks: Buffer[]): void {
    const { audio, clip } = this.#options;
    if (!audio) return;
    for (const end = this.#soundIndexAt(index + 1); this.#nextSound < end; this.#nextSound++) {
      const frame = clip.audio.frames[this.#nextSound % clip.audio.frames.length];
      if (frame) chunks.push(...audio.sound(frame, this.#nextSound * clip.audio.samplesPerFrame));
    }
  }

  #report(index: number, chunks: Buffer[]): void {
    this.#reportAt = index + REPORT_EVERY_FRAMES;
    if (this.#options.withoutSenderReports) return;
    const at = frameTime(index, this.#options.phaseMs);
    for (const track of [this.#options.video, this.#options.audio])
      if (track) chunks.push(track.senderReport((index * track.clockRate) / MAIN_FPS, at));
  }

  /** Turns three packets in ten into noise of the same length; the frame around a packet stays. */
  #damage(chunk: Buffer): boolean {
    if (this.#random() >= NOISE_SHARE) return false;
    for (let at = 4; at < chunk.length; at++) chunk[at] = this.#random() * 256;
    return true;
  }

  #random(): number {
    this.#seed = (Math.imul(this.#seed, 1664525) + 1013904223) >>> 0;
    return this.#seed / 2 ** 32;
  }
}
