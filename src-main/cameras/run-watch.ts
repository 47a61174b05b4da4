/**
 * Watches one running recorder: the files it opens, whether they grow, the relay's bytes, time stamps, sound that was
 * announced, the PC's clock and the disk; syncs the open file once a second (REC-2, REC-6, REC-14, REC-16).
 * Reports the first fault by name and ends nothing itself.
 */
import { STALL_SHOWN_MS, SYNC_INTERVAL_MS } from '../../shared/model/limits.ts';
import type { EndReason } from '../../shared/model/end-reason.ts';
import type { Clock, Timer } from '../base/clock.ts';
import { sharedEvery } from '../base/shared-timer.ts';
import type { FfmpegChild } from '../ffmpeg/child.ts';
import type { Progress, StderrLine } from '../ffmpeg/stderr-lines.ts';
import type { Pull, PullStats } from '../relay/relay.ts';
import { ClockStepDetector } from './clock-step.ts';
import { OpenFileSync } from './open-file-sync.ts';
import type { RecordingVolume } from './ports.ts';
import { fileStandsStill, isShownStalled } from './stall-policy.ts';
import { TimestampWatch } from './timestamp-watch.ts';

/** Announced sound that has not sent a packet for this long is taken for dead (D11). */
const AUDIO_GRACE_MS = 3_000;
/** A tick that comes later than this was held up by ourselves. */
const LATE_MS = 1_000;
/** STO-6 wants a lost disk noticed within 5 s. */
const VOLUME_CHECK_EVERY_TICKS = 2;
/** One look serves all cameras; with the ticks in between a lost disk is still noticed in time. */
const VOLUME_LOOK_AGE_MS = 1_500;

export interface RunWatchOptions {
  readonly clock: Clock;
  readonly child: FfmpegChild;
  readonly pull: Pull;
  readonly volume: RecordingVolume;
  readonly gopSeconds: number;
  readonly recordsAudio: boolean;
  readonly onReady: () => void;
  readonly onFile: (file: string) => void;
  readonly onStalled: (stalled: boolean) => void;
  readonly onFault: (reason: EndReason) => void;
}

export class RunWatch {
  readonly #options: RunWatchOptions;
  readonly #sync: OpenFileSync;
  readonly #clockStep: ClockStepDetector;
  readonly #timestamps = new TimestampWatch();
  #startedAt: number;
  #tickedAt: number;
  readonly #timer: Timer;
  readonly #stopListening: (() => void)[];
  #isReady = false;
  #stalled = false;
  #size = 0;
  #grownAt: number | undefined;
  #stats: PullStats | undefined;
  #silentSince: number | undefined;
  #statsAt: number;
  #ticks = 0;
  #closed = false;

  constructor(options: RunWatchOptions) {
    const { clock, child, pull } = options;
    this.#options = options;
    const { volume } = options;
    this.#sync = new OpenFileSync((sync) => volume.inLane?.(sync) ?? sync());
    this.#clockStep = new ClockStepDetector(clock);
    this.#startedAt = clock.monotonicMs();
    this.#statsAt = this.#startedAt;
    this.#tickedAt = this.#startedAt;
    // All at one moment: sixteen wake-ups a second, and as many of the disk's threads, cost more than what they do.
    this.#timer = sharedEvery(clock, SYNC_INTERVAL_MS, () => this.#tick());
    this.#stopListening = [
      child.onLine((line) => this.#line(line)),
      child.onProgress((progress) => this.#progress(progress)),
      pull.onStats((stats) => {
        this.#stats = stats;
        this.#statsAt = clock.monotonicMs();
        // Measured by the relay: that we were busy and heard nothing of it is no silence.
        this.#silentSince = isShownStalled(stats.lastByteAgoMs)
          ? clock.now() - stats.lastByteAgoMs
          : undefined;
      }),
    ];
  }

  get file(): string | undefined {
    return this.#sync.file;
  }

  /** Since when the camera has been silent, UTC ms; undefined while it is not. Stays as it was when the watch ended. */
  get silentSince(): number | undefined {
    return this.#silentSince;
  }

  /** Ends the watch with a last sync of the open file. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#timer.cancel();
    for (const stop of this.#stopListening) stop();
    await this.#sync.close();
  }

  #line(line: StderrLine): void {
    if (line.kind === 'opening') {
      if (!line.path.endsWith('.mp4')) return;
      this.#size = 0;
      this.#sync.switchTo(line.path);
      this.#options.onFile(line.path);
      return;
    }
    if (!/Non-monoton(ous|ic) DTS/.test(line.text)) return;
    if (this.#timestamps.nonMonotonous(this.#options.clock.monotonicMs())) this.#fault('timestamp-fault');
  }

  #progress(progress: Progress): void {
    if (progress.end) return;
    const at = this.#options.clock.monotonicMs();
    if (!this.#stalled && this.#timestamps.progress(at, progress.outTimeMs)) this.#fault('timestamp-fault');
    // Media time that moves, in a file that was opened: the first fragment is on its way to the disk.
    if ((progress.outTimeMs ?? 0) > 0 && this.file) this.#becomeReady();
  }

  #tick(): void {
    const { clock, volume } = this.#options;
    this.#forgiveOwnLateness();
    if (this.#clockStep.stepped()) return this.#fault('clock-step');
    this.#watchStall();
    this.#watchAudio();
    void this.#sync.tick().then((synced) => {
      if (synced && synced.sizeBytes !== this.#size && synced.file === this.file)
        this.#grew(synced.sizeBytes);
    });
    const now = clock.monotonicMs();
    const sinceGrowthMs = this.#grownAt === undefined ? undefined : now - this.#grownAt;
    const { gopSeconds } = this.#options;
    // While the camera itself is silent the relay decides how long that may last.
    if (
      !this.#stalled &&
      fileStandsStill({ gopSeconds, sinceStartMs: now - this.#startedAt, sinceGrowthMs })
    ) {
      return this.#fault('stalled');
    }
    this.#ticks += 1;
    if (this.#ticks % VOLUME_CHECK_EVERY_TICKS !== 0) return;
    void volume.check(VOLUME_LOOK_AGE_MS).then((state) => {
      if (state !== 'ok') this.#fault(state);
    });
  }

  /** A main thread that was held up saw nothing; its own absence must not end a healthy run. */
  #forgiveOwnLateness(): void {
    const now = this.#options.clock.monotonicMs();
    const lateMs = now - this.#tickedAt - SYNC_INTERVAL_MS;
    this.#tickedAt = now;
    if (lateMs < LATE_MS) return;
    this.#startedAt += lateMs;
    this.#statsAt = Math.min(now, this.#statsAt + lateMs);
    if (this.#grownAt !== undefined) this.#grownAt = Math.min(now, this.#grownAt + lateMs);
    this.#timestamps.paused();
  }

  /** The first size of a file is its header, which FFmpeg writes without any picture; growth is what comes after. */
  #grew(sizeBytes: number): void {
    const isHeader = this.#size === 0;
    this.#size = sizeBytes;
    if (isHeader && this.#grownAt === undefined) return;
    this.#grownAt = this.#options.clock.monotonicMs();
    this.#becomeReady();
  }

  #becomeReady(): void {
    if (this.#isReady || this.#closed) return;
    this.#isReady = true;
    this.#options.onReady();
  }

  #watchStall(): void {
    // Statistics come once a second; when even they stop, silence is counted on from the last ones.
    const sinceStats = this.#options.clock.monotonicMs() - this.#statsAt;
    const silentMs = (this.#stats?.lastByteAgoMs ?? 0) + (sinceStats >= STALL_SHOWN_MS ? sinceStats : 0);
    const stalled = isShownStalled(silentMs);
    if (stalled === this.#stalled) return;
    this.#stalled = stalled;
    this.#timestamps.paused();
    if (this.#grownAt !== undefined) this.#grownAt = this.#options.clock.monotonicMs();
    this.#options.onStalled(stalled);
  }

  #watchAudio(): void {
    if (!this.#options.recordsAudio || this.#stalled || !this.#stats || this.#stats.info.audioFlows) return;
    if (this.#options.clock.monotonicMs() - this.#startedAt >= AUDIO_GRACE_MS) this.#fault('audio-missing');
  }

  #fault(reason: EndReason): void {
    if (!this.#closed) this.#options.onFault(reason);
  }
}
