/**
 * Owner of one camera's recording: keeps what is desired and what is actual the same (REC-1), owns the session (REC-3)
 * and is the one source of the camera's status. Any number of triggers is safe. Decides nothing about retries (the loop
 * and its policies do) and nothing about storage or footage.
 */
import type { Camera, EncoderName } from '../../shared/model/camera.ts';
import type { CameraStatus, ScheduleStatus } from '../../shared/model/camera-status.ts';
import type { EndReason } from '../../shared/model/end-reason.ts';
import { AppError } from '../../shared/model/errors.ts';
import { Emitter } from '../base/emitter.ts';
import { SingleFlight } from '../base/single-flight.ts';
import { AttemptLoop, type LoopDeps, type LoopView } from './attempt-loop.ts';
import { namesOfCamera } from './camera-source.ts';
import { isHandOver, runChanged, sourceChanged, type Desired } from './desired-policy.ts';
import { DesiredState, type DesiredStateDeps } from './desired-state.ts';
import type { IngestCounters } from './ports.ts';
import { describeStatus, reasonShown } from './status-view.ts';

export interface SupervisorDeps extends LoopDeps, DesiredStateDeps {
  readonly ingestCounters: (cameraNumber: number) => IngestCounters;
  /** Who encodes a camera of this PC now. */
  readonly encoderOf?: (device: string) => EncoderName | undefined;
}

interface Session {
  readonly id: string;
  readonly startedAt: number;
  readonly loop: AttemptLoop;
}

interface SupervisorEvents {
  status: CameraStatus;
  /** What was done by hand against the schedule is over. */
  handOver: Camera;
}

export class CameraSupervisor {
  readonly #deps: SupervisorDeps;
  readonly #events: Emitter<SupervisorEvents>;
  readonly #reconcile: SingleFlight;
  readonly #desired: DesiredState;
  #camera: Camera;
  #wantsRecording = false;
  #haltReason: EndReason = 'paused-by-operator';
  #session: Session | undefined;
  #view: LoopView = { state: 'idle' };
  #since: number | undefined;
  #lastError: string | undefined;
  #past = { reconnects: 0, stalls: 0 };

  constructor(camera: Camera, deps: SupervisorDeps) {
    this.#camera = camera;
    this.#deps = { ...deps, logger: deps.logger.child({ camera: camera.slug }) };
    const { logger } = this.#deps;
    this.#events = new Emitter((error) =>
      logger.error('a listener of the status failed', { error: String(error) }),
    );
    this.#reconcile = new SingleFlight(() => this.#bringAbout());
    this.#desired = new DesiredState(camera, deps, () => void this.#followSchedule());
  }

  get camera(): Camera {
    return this.#camera;
  }

  /** Number of the volume it records to, now. */
  get volumeNumber(): number {
    return this.#volume.number;
  }

  get sessionId(): string | undefined {
    return this.#session?.id;
  }

  /** Takes the camera as the operator wants it now. A changed address or password cuts every wait short (REC-5). */
  async setDesired(camera: Camera, options: { passwordChanged?: boolean } = {}): Promise<void> {
    const before = this.#camera;
    this.#camera = camera;
    this.#want(this.#desired.take(camera));
    const isNewSource = sourceChanged(before, camera) || options.passwordChanged === true;
    if (isNewSource) {
      this.#session?.loop.restart(camera, 'source');
      await this.#deps.pulls.drop(camera.id);
    } else if (runChanged(before, camera)) this.#session?.loop.restart(camera, 'run');
    await this.#bringAboutAndShow();
  }

  /** Begins a session by hand. Throws alreadyRecording with {sessionId}, storageCritical with {available, total}. */
  async start(camera: Camera): Promise<string> {
    this.#refuseIfRecording(camera);
    await this.#deps.volumeOf(camera).mayStart();
    // Somebody else may have started it meanwhile.
    this.#refuseIfRecording(camera);
    await this.setDesired(camera);
    if (this.sessionId !== undefined) return this.sessionId;
    throw new AppError(
      'refused',
      camera.enabled
        ? `${camera.name} is only watched. Choose in its settings when it is to be recorded.`
        : `${camera.name} is switched off. Enable the camera first.`,
    );
  }

  /** Ends the session and resolves when its last file is finished (REC-7); undefined when there was none. */
  async stop(reason: EndReason): Promise<string | undefined> {
    const sessionId = this.#session?.id;
    this.#wantsRecording = false;
    this.#haltReason = reason;
    await this.#reconcile.trigger();
    this.#show(offView(reason));
    return sessionId;
  }

  /** Rotation or another setting of all cameras changed: a new run, the same session, the same pull. */
  settingsChanged(): void {
    this.#session?.loop.restart(this.#camera, 'run');
  }

  /** Tries again now instead of later. */
  wake(): void {
    this.#session?.loop.wake();
  }

  /** A disk has room again or is back. */
  volumeChanged(): void {
    this.#session?.loop.volumeChanged();
  }

  status(): CameraStatus {
    const { pulls, clock, ingestCounters, encoderOf } = this.#deps;
    const { source } = this.#camera;
    const loop = this.#session?.loop;
    return describeStatus({
      camera: this.#camera,
      view: this.#view,
      since: this.#since,
      now: clock.now(),
      volumeName: this.#volume.name,
      session: this.#session,
      currentFile: loop?.run?.currentFile(),
      stats: pulls.stats(this.#camera.id, 'main'),
      schedule: this.#scheduleStatus(),
      timeZone: this.#desired.timeZone,
      encoder: source.kind === 'usb' ? encoderOf?.(source.device) : undefined,
      lastError: this.#lastError,
      counters: {
        ...ingestCounters(this.#camera.number),
        reconnectCount: this.#past.reconnects + (loop?.reconnects ?? 0),
        stallCount: this.#past.stalls + (loop?.stalls ?? 0),
      },
    });
  }

  /** Called with every change; the returned function ends it. */
  onStatus(listener: (status: CameraStatus) => void): () => void {
    return this.#events.on('status', listener);
  }

  /** Called when what was done by hand has ended with a change of the schedule. */
  onHandOver(listener: (camera: Camera) => void): () => void {
    return this.#events.on('handOver', listener);
  }

  /** Orderly end with the app. */
  async dispose(): Promise<void> {
    this.#desired.dispose();
    await this.stop('app-stopped');
  }

  #scheduleStatus(): ScheduleStatus | undefined {
    if (!this.#camera.enabled || this.#camera.recordingMode !== 'schedule') return undefined;
    const { byHand = false, until } = this.#desired.current;
    const { recordsAgainAt } = this.#desired;
    return {
      byHand,
      ...(until !== undefined && { nextChangeAt: until }),
      ...(recordsAgainAt !== undefined && { recordsAgainAt }),
    };
  }

  get #volume() {
    return this.#deps.volumeOf(this.#camera);
  }

  #refuseIfRecording({ name }: Camera): void {
    const { sessionId } = this;
    if (sessionId === undefined) return;
    throw new AppError('alreadyRecording', `${name} is already being recorded.`, { sessionId });
  }

  async #bringAbout(): Promise<void> {
    if (this.#wantsRecording && !this.#session) this.#begin();
    else if (!this.#wantsRecording && this.#session) await this.#halt(this.#session);
  }

  #begin(): void {
    const startedAt = this.#deps.clock.now();
    const id = this.#deps.journal.sessionStarted(this.#camera.number, startedAt);
    const onView = (view: LoopView) => this.#show(view);
    this.#since = undefined;
    const loop = new AttemptLoop({ camera: this.#camera, sessionId: id, deps: this.#deps, onView });
    this.#session = { id, startedAt, loop };
    this.#announce();
  }

  async #halt(session: Session): Promise<void> {
    this.#show({ state: 'stopping' });
    await session.loop.stop(this.#haltReason);
    this.#past.reconnects += session.loop.reconnects;
    this.#past.stalls += session.loop.stalls;
    const endedAt = this.#deps.clock.now();
    this.#deps.journal.sessionEnded(session.id, { endedAt, reason: this.#haltReason });
    this.#session = undefined;
  }

  #want({ record, offReason }: Desired): void {
    this.#wantsRecording = record;
    this.#haltReason = offReason ?? 'paused-by-operator';
  }

  /** The schedule changed, or with the clock or the zone what it says. */
  async #followSchedule(): Promise<void> {
    this.#want(this.#desired.current);
    if (isHandOver(this.#camera, this.#deps.clock.now())) this.#events.emit('handOver', this.#camera);
    await this.#bringAboutAndShow();
  }

  async #bringAboutAndShow(): Promise<void> {
    await this.#reconcile.trigger();
    const { offReason, record } = this.#desired.current;
    if (this.#session || record) return this.#announce();
    this.#show(offReason ? offView(offReason) : { state: 'idle' });
  }

  /** `since` is when recording was lost, not when its reason last changed its name. */
  #show(view: LoopView): void {
    if (view.state === 'recording' || view.state === 'stopping') this.#since = undefined;
    if (view.failure) {
      this.#since ??= this.#deps.clock.now();
      const names = { ...namesOfCamera(this.#camera), disk: this.#volume.name };
      this.#lastError = reasonShown(view.failure, names);
    }
    this.#view = view;
    this.#announce();
  }

  #announce(): void {
    if (this.#events.count('status') > 0) this.#events.emit('status', this.status());
  }
}

function offView(reason: EndReason): LoopView {
  const failure = { reason, detail: '' };
  if (reason === 'paused-by-operator') return { state: 'stopped', failure };
  return reason === 'schedule-off' ? { state: 'idle', failure } : { state: 'idle' };
}
