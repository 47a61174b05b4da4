/**
 * One recording session of one camera: attempt after attempt, until it is stopped. Keeps the pull while recording is
 * wanted, also when FFmpeg dies alone; asks the restart policy what comes next; tells its owner what to show.
 * One object is one session (REC-3); it never starts twice and never gives up.
 */
import type { Camera } from '../../shared/model/camera.ts';
import type { CameraState } from '../../shared/model/camera-status.ts';
import type { EndReason } from '../../shared/model/end-reason.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import type { Pull } from '../relay/relay.ts';
import { AttemptFailed, failureOf, type Failure } from './attempt-failed.ts';
import type { CameraPulls } from './camera-pulls.ts';
import { endReasonTable } from './end-reasons.ts';
import type {
  CameraSettings,
  HeldPull,
  RecorderProgram,
  RecordingJournal,
  RecordingVolume,
  RunHandle,
  RunHooks,
} from './ports.ts';
import { planAudio, type SegmentFormat } from './record-args.ts';
import { SOUND_WAIT_MS, soundComes } from './sound-check.ts';
import { RecordingRun, type RunEnd } from './recording-run.ts';
import { AT_ONCE_WINDOW_MS, decideRestart, STABLE_RECORDING_MS } from './restart-policy.ts';
import { WakeableWait } from './wakeable-wait.ts';

export interface LoopDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly pulls: CameraPulls;
  readonly journal: RecordingJournal;
  /** Where this camera records, now. */
  readonly volumeOf: (camera: Camera) => RecordingVolume;
  readonly program: RecorderProgram;
  readonly hooks: RunHooks;
  readonly settings: () => CameraSettings;
  /** 0 ≤ random() < 1, for jitter. */
  readonly random: () => number;
  /** Tests only (PRB-5). */
  readonly segmentFormat?: SegmentFormat;
}

/** What the operator is to see now. */
export interface LoopView {
  readonly state: CameraState;
  readonly failure?: Failure;
  /** UTC ms */
  readonly nextAttemptAt?: number;
}

export interface LoopOptions {
  readonly camera: Camera;
  readonly sessionId: string;
  readonly deps: LoopDeps;
  readonly onView: (view: LoopView) => void;
}

type End = Failure & {
  readonly recordedMs: number;
  readonly madeRun: boolean;
  readonly refusesSound?: boolean;
};

export class AttemptLoop {
  readonly done: Promise<void>;
  reconnects = 0;
  stalls = 0;
  readonly #options: LoopOptions;
  readonly #wait: WakeableWait;
  #camera: Camera;
  #held: HeldPull | undefined;
  #run: RunHandle | undefined;
  #attempt = new AbortController();
  #stopReason: EndReason | undefined;
  #isRestarting = false;
  /** The volume on which this session has begun; another one asks anew whether there is room. */
  #admittedTo: number | undefined;
  /** On which pull announced sound was found missing; the next runs go without it. */
  #mutePull: Pull | undefined;
  /** FFmpeg cannot take this camera's sound at all; it is left out until the settings change. */
  #refusesSound = false;
  /** Waiting for a disk. */
  #isBlocked = false;
  #failures = 0;
  #atOnce: number[] = [];
  #lastStored: EndReason | undefined;
  readonly #settling = new Set<Promise<void>>();

  constructor(options: LoopOptions) {
    this.#options = options;
    this.#camera = options.camera;
    this.#wait = new WakeableWait(options.deps.clock);
    this.done = this.#keepRecording();
  }

  get run(): RunHandle | undefined {
    return this.#run;
  }

  /** Ends the session; resolves when FFmpeg is gone and ingest has taken what it left. */
  async stop(reason: EndReason): Promise<void> {
    this.#stopReason ??= reason;
    this.#attempt.abort(this.#stopReason);
    this.#wait.wake();
    await this.done;
  }

  /** Begins a new run with changed settings; `source` also makes the pull anew. */
  restart(camera: Camera, change: 'source' | 'run'): void {
    this.#camera = camera;
    this.#isRestarting = true;
    this.#mutePull = undefined;
    this.#refusesSound = false;
    this.#attempt.abort('paused-by-operator' satisfies EndReason);
    if (change === 'source') this.#letGo();
    this.wake();
  }

  /** Cuts the pause before the next attempt short: settings changed, or the operator asked. */
  wake(): void {
    this.#failures = 0;
    this.#wait.wake();
  }

  /** A disk has room or is back. Never shortens the pause after a refused password. */
  volumeChanged(): void {
    if (this.#isBlocked) this.wake();
  }

  async #keepRecording(): Promise<void> {
    while (this.#stopReason === undefined) {
      this.#isRestarting = false;
      this.#attempt = new AbortController();
      const end = await this.#try(this.#attempt.signal);
      if (this.#stopReason !== undefined || this.#isRestarting) continue;
      await this.#pause(end);
    }
    this.#letGo();
    // A stop between two runs: the gap changes its name from here on.
    if (this.#lastStored !== this.#stopReason) this.#store({ reason: this.#stopReason, detail: 'stopped' });
    await Promise.all(this.#settling);
  }

  async #try(signal: AbortSignal): Promise<End> {
    const { pulls, volumeOf } = this.#options.deps;
    const volume = volumeOf(this.#camera);
    if (this.#failures === 0) this.#options.onView({ state: 'connecting' });
    try {
      await this.#askVolume(volume);
      this.#held ??= this.#keep(await pulls.hold(this.#camera, 'main', { priority: 'recorder', signal }));
      if (signal.aborted) throw new AttemptFailed({ reason: 'camera-lost', detail: 'no longer wanted' });
      return { ...(await this.#record(this.#held, volume, signal)), madeRun: true };
    } catch (error) {
      return { ...failureOf(error), recordedMs: 0, madeRun: false };
    }
  }

  /** A new session needs room below the block level; a running one only its reserve (STO-2). */
  async #askVolume(volume: RecordingVolume): Promise<void> {
    const state = await volume.check();
    if (state !== 'ok') throw new AttemptFailed({ reason: state, detail: volume.name });
    if (this.#admittedTo !== volume.number) await volume.mayStart();
    this.#admittedTo = volume.number;
  }

  async #record(
    held: HeldPull,
    volume: RecordingVolume,
    signal: AbortSignal,
  ): Promise<RunEnd & { detail: string }> {
    const { deps, sessionId, onView } = this.#options;
    if (this.#mutePull && held.info.audioCodec !== undefined) {
      const waitMs = held.pull === this.#mutePull ? 0 : SOUND_WAIT_MS;
      this.#mutePull = (await soundComes(held.pull, { clock: deps.clock, waitMs })) ? undefined : held.pull;
    }
    const isMute = this.#refusesSound || this.#mutePull !== undefined;
    const wanted = this.#camera.recordAudio && !isMute ? 'with-audio' : 'without-audio';
    const run = await RecordingRun.begin(
      {
        camera: this.#camera,
        sessionId,
        held,
        audio: planAudio(held.info.audioCodec, wanted),
        rotationSeconds: deps.settings().rotationSeconds,
        segmentFormat: deps.segmentFormat,
      },
      { ...deps, volume },
      signal,
    );
    this.#run = run;
    // What a run says while it is being stopped, or after, is no longer what the operator is to see.
    const show = (view: LoopView) => {
      if (this.#run === run && !signal.aborted) onView(view);
    };
    let wasStalled = false;
    let hasFootage = false;
    run.events.on('fileOpened', (file) => {
      this.#safely('a new file', () => deps.hooks.fileOpened?.(run, file));
      // The first file is only a header until footage reaches the disk.
      if (hasFootage && !wasStalled) show({ state: 'recording' });
    });
    run.events.on('stalled', (stalled) => {
      if (stalled) this.stalls += 1;
      wasStalled = stalled;
      const failure: Failure = { reason: 'stalled', detail: 'no bytes' };
      show(stalled ? { state: 'stalled', failure } : { state: 'recording' });
    });
    // A process in the hands of a disk that hangs cannot be ended; the operator is told all the same.
    run.events.on('faulted', (reason) => {
      if (endReasonTable[reason].state === 'blocked') {
        show({ state: 'blocked', failure: { reason, detail: volume.name } });
      }
    });
    void run.ready.then(() => {
      hasFootage = true;
      show({ state: 'recording' });
    });
    this.#safely('the start of a run', () => deps.hooks.runStarted?.(run));
    const end = await run.exited;
    this.#run = undefined;
    this.#lastStored = end.reason;
    if (end.reason === 'stalled' && !wasStalled) this.stalls += 1;
    this.#settle(run, end.reason);
    return end;
  }

  async #pause(end: End): Promise<void> {
    const { clock, settings, random, onView, logger } = { ...this.#options.deps, ...this.#options };
    if (!end.madeRun) this.#store(end);
    if (end.reason === 'audio-missing') this.#mutePull = this.#held?.pull;
    this.#refusesSound ||= end.refusesSound === true;
    if (end.reason === 'disk-full') this.#admittedTo = undefined;
    // Bytes came, yet nothing reached the disk: perhaps a new connection brings better ones.
    if (end.reason === 'stalled' && end.recordedMs === 0) this.#letGo();
    this.#failures = end.recordedMs >= STABLE_RECORDING_MS ? 1 : this.#failures + 1;
    const now = clock.monotonicMs();
    this.#atOnce = this.#atOnce.filter((at) => at > now - AT_ONCE_WINDOW_MS);
    const decision = decideRestart({
      reason: end.reason,
      failures: this.#failures,
      recentAtOnce: this.#atOnce.length,
      random: random(),
      limits: settings().reconnect,
    });
    this.reconnects += 1;
    const delayMs = decision.kind === 'after' ? decision.delayMs : undefined;
    if (decision.kind === 'after' && decision.atOnce) this.#atOnce.push(now);
    onView({
      state: endReasonTable[end.reason].state,
      failure: end,
      ...(delayMs === undefined ? {} : { nextAttemptAt: clock.now() + delayMs }),
    });
    logger.info('recording is interrupted', {
      reason: end.reason,
      detail: end.detail,
      nextAttemptInMs: delayMs,
    });
    this.#isBlocked = endReasonTable[end.reason].state === 'blocked';
    await this.#wait.wait(delayMs);
    this.#isBlocked = false;
  }

  /** Takes a pull into keeping until it closes or recording is no longer wanted. */
  #keep(held: HeldPull): HeldPull {
    void held.pull.closed.then(() => {
      if (this.#held === held) this.#letGo();
    });
    return held;
  }

  #letGo(): void {
    const held = this.#held;
    this.#held = undefined;
    held?.release();
  }

  /** One row per change of reason is enough: a gap is named by the last one. */
  #store(failure: Failure): void {
    if (failure.reason === this.#lastStored) return;
    this.#lastStored = failure.reason;
    const { clock, journal } = this.#options.deps;
    const { reason, detail } = failure;
    const at = clock.now();
    this.#safely('an attempt', () =>
      journal.attemptFailed({ cameraNumber: this.#camera.number, at, reason, detail }),
    );
  }

  #settle(run: RunHandle, reason: EndReason): void {
    const { hooks, logger } = this.#options.deps;
    const settling = Promise.resolve()
      .then(() => hooks.runEnded?.(run, reason))
      .catch((error: unknown) => logger.error('what a run left was not taken over', { error: String(error) }))
      .finally(() => this.#settling.delete(settling));
    this.#settling.add(settling);
  }

  /** Whoever is told must not be able to stop the recording by throwing. */
  #safely(what: string, tell: () => void): void {
    try {
      tell();
    } catch (error) {
      this.#options.deps.logger.error(`${what} could not be handed on`, { error: String(error) });
    }
  }
}
