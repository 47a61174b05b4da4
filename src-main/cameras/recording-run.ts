/**
 * ONE attempt to record: a folder, a row, an FFmpeg on the relay's loopback address, watched until it ends with exactly
 * one reason, which is stored. Begins only when the pull has its first key frame. When FFmpeg dies alone the pull stays.
 * Never retries and never decides what comes next: the supervisor's loop does.
 */
import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import type { Camera } from '../../shared/model/camera.ts';
import type { EndReason } from '../../shared/model/end-reason.ts';
import type { Clock, Timer } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import type { Logger } from '../base/logger.ts';
import type { FfmpegChild } from '../ffmpeg/child.ts';
import { classifyEnd } from '../ffmpeg/stderr-classifier.ts';
import { failureOfPull } from './attempt-failed.ts';
import type { HeldPull, RecorderProgram, RecordingJournal, RecordingVolume, RunHandle } from './ports.ts';
import { recordArgs, recordEnvironment, type AudioPlan, type SegmentFormat } from './record-args.ts';
import { rotationOffsetS } from './rotation-offset.ts';
import { runFolderName, runPaths } from './run-folder.ts';
import { decideEnd } from './run-verdict.ts';
import { RunWatch } from './run-watch.ts';
import { endChild } from './stop-ladder.ts';

/** The relay closes readers a moment before it says why; its word is worth this wait. */
const RELAY_WORD_MS = 500;

export interface RunDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly journal: RecordingJournal;
  readonly volume: RecordingVolume;
  readonly program: RecorderProgram;
}

export interface RunPlan {
  readonly camera: Camera;
  readonly sessionId: string;
  readonly held: HeldPull;
  readonly audio: AudioPlan;
  readonly rotationSeconds: number;
  readonly segmentFormat?: SegmentFormat | undefined;
}

export interface RunEnd {
  readonly reason: EndReason;
  readonly detail: string;
  readonly codec?: string;
  /** FFmpeg itself could not take the sound. */
  readonly refusesSound?: boolean;
  /** Since footage first reached the disk; 0 when none did. */
  readonly recordedMs: number;
}

export interface RunEvents {
  fileOpened: string;
  /** The camera fell silent for 3 s, or speaks again (REC-6). */
  stalled: boolean;
  /** Its watch found a reason to end it; the end follows. */
  faulted: EndReason;
}

export class RecordingRun implements RunHandle {
  readonly runId: number;
  readonly cameraId: string;
  readonly cameraNumber: number;
  readonly slug: string;
  readonly sessionId: string;
  readonly folder: string;
  readonly manifestFile: string;
  readonly startedAt: number;
  readonly events: Emitter<RunEvents>;
  /** Footage has reached the disk; never settles when the run ends before. */
  readonly ready: Promise<void>;
  /** Never rejects. */
  readonly exited: Promise<RunEnd>;

  readonly #deps: RunDeps;
  readonly #plan: RunPlan;
  readonly #child: FfmpegChild;
  readonly #watch: RunWatch;
  #asked: EndReason | undefined;
  #readyAt: number | undefined;
  #isEnding = false;

  /** Makes folder and row and starts FFmpeg; `signal` is its life, the signal's reason an EndReason. Throws the disk's error. */
  static async begin(plan: RunPlan, deps: RunDeps, signal: AbortSignal): Promise<RecordingRun> {
    const { camera, sessionId } = plan;
    const startedAt = deps.clock.now();
    const name = runFolderName(startedAt, Number.parseInt(randomUUID().slice(0, 8), 16) / 2 ** 32);
    const paths = runPaths(deps.volume.folder, camera.slug, name);
    // Not recursive: when the volume is gone, nothing may be made on the disk underneath (STO-6).
    await mkdir(paths.camera, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
    await mkdir(paths.run, { mode: 0o700 });
    const runId = deps.journal.runBegan({
      cameraNumber: camera.number,
      sessionId,
      folder: name,
      startedAt,
      volumeNumber: deps.volume.number,
    });
    return new RecordingRun({
      plan,
      deps,
      runId,
      startedAt,
      folder: paths.run,
      manifest: paths.manifest,
      signal,
    });
  }

  private constructor(begun: {
    plan: RunPlan;
    deps: RunDeps;
    runId: number;
    startedAt: number;
    folder: string;
    manifest: string;
    signal: AbortSignal;
  }) {
    const { plan, deps, signal } = begun;
    this.#deps = deps;
    this.#plan = plan;
    this.runId = begun.runId;
    this.cameraId = plan.camera.id;
    this.cameraNumber = plan.camera.number;
    this.slug = plan.camera.slug;
    this.sessionId = plan.sessionId;
    this.folder = begun.folder;
    this.manifestFile = begun.manifest;
    this.startedAt = begun.startedAt;
    const { logger } = deps;
    this.events = new Emitter((error) =>
      logger.error('a listener of a run failed', { error: String(error) }),
    );
    this.#child = this.#spawn();
    const ready = Promise.withResolvers<void>();
    this.ready = ready.promise;
    this.#watch = new RunWatch({
      clock: deps.clock,
      child: this.#child,
      pull: plan.held.pull,
      volume: deps.volume,
      gopSeconds: plan.held.info.gopSeconds,
      recordsAudio: plan.audio !== 'none',
      onReady: () => {
        this.#readyAt = deps.clock.monotonicMs();
        ready.resolve();
      },
      onFile: (file) => this.events.emit('fileOpened', file),
      onStalled: (stalled) => this.events.emit('stalled', stalled),
      onFault: (reason) => {
        if (!this.#isEnding) this.events.emit('faulted', reason);
        this.end(reason);
      },
    });
    const leave = () => this.end((signal.reason as EndReason | undefined) ?? 'app-stopped');
    signal.addEventListener('abort', leave, { once: true });
    this.exited = this.#finish().finally(() => signal.removeEventListener('abort', leave));
    if (signal.aborted) leave();
  }

  currentFile(): string | undefined {
    return this.#watch.file;
  }

  silentSince(): number | undefined {
    return this.#watch.silentSince;
  }

  /** Begins the stop ladder; the first reason wins. */
  end(reason: EndReason): void {
    this.#asked ??= reason;
    if (this.#isEnding) return;
    this.#isEnding = true;
    void endChild({
      clock: this.#deps.clock,
      child: this.#child,
      closeInput: () => this.#plan.held.pull.closeReaders(),
    });
  }

  #spawn(): FfmpegChild {
    const { camera, held, audio, rotationSeconds, segmentFormat } = this.#plan;
    const { program } = this.#deps;
    const args = recordArgs({
      localUrl: held.pull.localUrl,
      folder: this.folder,
      slug: camera.slug,
      videoCodec: held.info.videoCodec,
      audio,
      rotationSeconds,
      rotationOffsetS: rotationOffsetS(camera.slug),
      ...(segmentFormat === undefined ? {} : { segmentFormat }),
    });
    const env = { ...program.env, ...recordEnvironment };
    return program.spawn({ binary: program.binary, args, env, name: `recorder ${camera.slug}` });
  }

  async #finish(): Promise<RunEnd> {
    const { clock, journal, volume, logger } = this.#deps;
    const exit = await this.#child.exited;
    const recordedMs = this.#readyAt === undefined ? 0 : clock.monotonicMs() - this.#readyAt;
    await this.#watch.close();
    const pull = this.#asked || exit.signal ? undefined : await this.#wordOfRelay();
    const verdict = classifyEnd({ exit, tail: this.#child.tail(), stopRequested: this.#asked !== undefined });
    const state = this.#asked || pull ? 'ok' : await volume.check();
    const reason = decideEnd({ asked: this.#asked, pull: pull?.reason, volume: state, verdict });
    const detail = pull?.detail ?? exit.startError ?? this.#child.tail().at(-1) ?? '';
    try {
      journal.runEnded(this.runId, { endedAt: clock.now(), reason });
    } catch (error) {
      // A catalogue in trouble must not end the camera's loop; the next start finds the run without an end.
      logger.error('the end of a run could not be stored', { runId: this.runId, error: String(error) });
    }
    logger.info('run ended', { runId: this.runId, reason, detail, recordedMs: Math.round(recordedMs) });
    const refusesSound = reason === 'audio-missing' && verdict === 'unsupported-audio';
    return {
      reason,
      detail,
      recordedMs,
      refusesSound,
      ...(pull?.codec === undefined ? {} : { codec: pull.codec }),
    };
  }

  async #wordOfRelay() {
    let timer: Timer | undefined;
    const silence = new Promise<undefined>((resolve) => {
      timer = this.#deps.clock.after(RELAY_WORD_MS, () => resolve(undefined));
    });
    const error = await Promise.race([this.#plan.held.pull.closed, silence]);
    timer?.cancel();
    return error === undefined ? undefined : failureOfPull(error);
  }
}
