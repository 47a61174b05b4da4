/**
 * Owner of one camera's recording: keeps what is desired and what is actual the same (REC-1), owns the session (REC-3)
 * and is the one source of the camera's status. Any number of triggers is safe. Decides nothing about retries (the loop
 * and its policies do) and nothing about storage or footage.
 */
import type { Camera, EncoderName } from '../../shared/model/camera.ts';
import type { CameraStatus } from '../../shared/model/camera-status.ts';
import type { EndReason } from '../../shared/model/end-reason.ts';
import { AppError } from '../../shared/model/errors.ts';
import { Emitter } from '../base/emitter.ts';
import { SingleFlight } from '../base/single-flight.ts';
import { AttemptLoop, type LoopDeps, type LoopView } from './attempt-loop.ts';
import { namesOfCamera } from './camera-source.ts';
import { desiredOf, runChanged, sourceChanged } from './desired-policy.ts';
import type { Enablement, IngestCounters } from './ports.ts';
import { describeStatus, reasonShown } from './status-view.ts';

export interface SupervisorDeps extends LoopDeps {
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
}

export class CameraSupervisor {
  readonly #deps: SupervisorDeps;
  readonly #events: Emitter<SupervisorEvents>;
  readonly #reconcile: SingleFlight;
  #camera: Camera;
  #wantsRecording = false;
  #haltReason: EndReason = 'paused-by-operator';
  #session: Session | undefined;
  #view: LoopView = { state: 'idle' };
  #since: number | undefined;
  #lastError: string | undefined;
  #enablement: Enablement | undefined;
  #past = { reconnects: 0, stalls: 0 };

  constructor(camera: Camera, deps: SupervisorDeps) {
    this.#camera = camera;
    this.#deps = { ...deps, logger: deps.logger.child({ camera: camera.slug }) };
    const { logger } = this.#deps;
    this.#events = new Emitter((error) =>
      logger.error('a listener of the status failed', { error: String(error) }),
    );
    this.#reconcile = new SingleFlight(() => this.#bringAbout());
  }

  get camera(): Camera {
    return this.#camera;
  }

  get sessionId(): string | undefined {
    return this.#session?.id;
  }

  /** Takes the camera as the operator wants it now. A changed address or password cuts every wait short (REC-5). */
  async setDesired(camera: Camera, options: { passwordChanged?: boolean } = {}): Promise<void> {
    const before = this.#camera;
    const desired = desiredOf(camera);
    this.#camera = camera;
    this.#wantsRecording = desired.record;
    this.#haltReason = desired.offReason ?? 'paused-by-operator';
    this.#noteEnablement(desired.enablement);
    const isNewSource = sourceChanged(before, camera) || options.passwordChanged === true;
    if (isNewSource) {
      this.#session?.loop.restart(camera, 'source');
      await this.#deps.pulls.drop(camera.id);
    } else if (runChanged(before, camera)) this.#session?.loop.restart(camera, 'run');
    await this.#reconcile.trigger();
    if (!this.#session) this.#show(desired.offReason ? pausedView(desired.offReason) : { state: 'idle' });
    else this.#announce();
  }

  /** Begins a session by hand. Throws alreadyRecording with {sessionId}, storageCritical with {available, total}. */
  async start(camera: Camera): Promise<string> {
    this.#refuseIfRecording(camera);
    await this.#deps.volume.mayStart();
    // Somebody else may have started it meanwhile.
    this.#refuseIfRecording(camera);
    await this.setDesired(camera);
    if (this.sessionId !== undefined) return this.sessionId;
    throw new AppError('refused', `${camera.name} is switched off. Enable the camera first.`);
  }

  /** Ends the session and resolves when its last file is finished (REC-7); undefined when there was none. */
  async stop(reason: EndReason): Promise<string | undefined> {
    const sessionId = this.#session?.id;
    this.#wantsRecording = false;
    this.#haltReason = reason;
    await this.#reconcile.trigger();
    this.#show(pausedView(reason));
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
      volumeName: this.#deps.volume.name,
      session: this.#session,
      currentFile: loop?.run?.currentFile(),
      stats: pulls.stats(this.#camera.id, 'main'),
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

  /** Orderly end with the app. */
  async dispose(): Promise<void> {
    await this.stop('app-stopped');
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

  #noteEnablement(enablement: Enablement): void {
    if (enablement === this.#enablement) return;
    this.#enablement = enablement;
    this.#deps.journal.enablementChanged(this.#camera.number, this.#deps.clock.now(), enablement);
  }

  /** `since` is when recording was lost, not when its reason last changed its name. */
  #show(view: LoopView): void {
    if (view.state === 'recording' || view.state === 'stopping') this.#since = undefined;
    if (view.failure) {
      this.#since ??= this.#deps.clock.now();
      const names = { ...namesOfCamera(this.#camera), disk: this.#deps.volume.name };
      this.#lastError = reasonShown(view.failure, names);
    }
    this.#view = view;
    this.#announce();
  }

  #announce(): void {
    if (this.#events.count('status') > 0) this.#events.emit('status', this.status());
  }
}

function pausedView(reason: EndReason): LoopView {
  const isByHand = reason === 'paused-by-operator';
  return isByHand ? { state: 'stopped', failure: { reason, detail: '' } } : { state: 'idle' };
}
