/**
 * The list of cameras: adding, changing, ordering, removing, and a supervisor for each. Passwords go to the secret store
 * and never into the catalogue (CAM-4); footage of a removed camera goes through the door handed in (CAM-5).
 * Decides nothing about recording: supervisors do.
 */
import { randomUUID } from 'node:crypto';
import type { CameraInput, CameraPatch, RecordingChoice, SourceInput } from '../../shared/contract/names.ts';
import type { Camera } from '../../shared/model/camera.ts';
import type { CameraStatus } from '../../shared/model/camera-status.ts';
import { AppError } from '../../shared/model/errors.ts';
import { defaultCameraRetention } from '../../shared/model/retention.ts';
import type { Clock } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import type { Logger } from '../base/logger.ts';
import type { CameraChanges, CamerasTable, FootageChoice } from '../catalogue/cameras-table.ts';
import type { VolumesTable } from '../catalogue/volumes-table.ts';
import type { SecretStore } from '../settings/secrets-port.ts';
import type { CameraPulls } from './camera-pulls.ts';
import { passwordKey } from './camera-source.ts';
import { CameraSupervisor, type SupervisorDeps } from './camera-supervisor.ts';
import { isHandOver, startedByHand, stoppedByHand, type Moment } from './desired-policy.ts';
import { checkName, checkRecording, checkSource, type CheckedSource } from './camera-validation.ts';
import type { LocalCameras } from './local-cameras.ts';
import type { StreamSource } from './ports.ts';
import { slugFor } from './slug.ts';

export interface RegistryDeps {
  readonly cameras: CamerasTable;
  readonly volumes: Pick<VolumesTable, 'byNumber'>;
  readonly secrets: SecretStore;
  readonly pulls: CameraPulls;
  readonly localCameras: Pick<LocalCameras, 'check'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly supervisorDeps: SupervisorDeps;
  /** Deletes all footage of a removed camera; may take long, never blocks. */
  readonly removeFootage: (camera: Camera) => Promise<void>;
  /** Before a camera's first attempt, and after its last: simulated cameras are started and ended here. */
  readonly prepare?: (camera: Camera) => Promise<void>;
  readonly retire?: (camera: Camera) => Promise<void>;
}

export interface RegistryEvents {
  status: CameraStatus;
  changed: { readonly cameras: readonly Camera[] };
}

export class CameraRegistry {
  readonly #deps: RegistryDeps;
  readonly #events: Emitter<RegistryEvents>;
  readonly #supervisors = new Map<string, CameraSupervisor>();
  readonly #footageWork = new Set<Promise<void>>();

  constructor(deps: RegistryDeps) {
    this.#deps = deps;
    const { logger } = deps;
    this.#events = new Emitter((error) =>
      logger.error('a listener of the cameras failed', { error: String(error) }),
    );
  }

  on<K extends keyof RegistryEvents>(event: K, listener: (payload: RegistryEvents[K]) => void): () => void {
    return this.#events.on(event, listener);
  }

  /** Begins to record what is to be recorded; attempts are staggered per host by the pulls. */
  async start(): Promise<void> {
    await Promise.all(this.list().map((camera) => this.#takeUp(camera)));
  }

  /** Stops all cameras at once, orderly (REC-7). */
  async close(): Promise<void> {
    await Promise.all([...this.#supervisors.values()].map((supervisor) => supervisor.dispose()));
    this.#supervisors.clear();
    await Promise.all(this.#footageWork);
  }

  list(): Camera[] {
    return this.#deps.cameras.list();
  }

  /** AppError notFound. */
  get(id: string): Camera {
    return this.#deps.cameras.get(id);
  }

  /** All cameras' status in the operator's order, or one camera's; AppError notFound. */
  status(id?: string): CameraStatus[] {
    const cameras = id === undefined ? this.list() : [this.get(id)];
    return cameras.flatMap((camera) => this.#supervisors.get(camera.id)?.status() ?? []);
  }

  /** Adds a camera and begins to record it. AppError invalidParams. */
  async add(input: CameraInput): Promise<Camera> {
    const { cameras, secrets, clock } = this.#deps;
    const name = checkName(input.name);
    const { source, password } = checkSource(input.source);
    await this.#deps.localCameras.check(source);
    const recording = checkRecording(input.recording ?? { mode: 'continuous' });
    const volume = this.#checkVolume(input.volume ?? null);
    const id = randomUUID();
    if (password) await secrets.set(passwordKey(id), password);
    const camera = cameras.add({
      id,
      name,
      slug: this.#freeSlug(name),
      source,
      ...recording,
      enabled: true,
      pausedByOperator: false,
      recordAudio: input.recordAudio ?? true,
      ...(volume === undefined ? {} : { volume }),
      retention: { ...defaultCameraRetention, ...input.retention },
      createdAt: clock.now(),
    });
    await this.#takeUp(camera);
    this.#announce();
    return camera;
  }

  /** Changes a camera; a missing password keeps the stored one, an empty one removes it. AppError notFound, invalidParams. */
  async update(patch: CameraPatch): Promise<Camera> {
    const { cameras } = this.#deps;
    const before = cameras.get(patch.id);
    const checked = patch.source && checkSource(patch.source);
    if (checked) await this.#deps.localCameras.check(checked.source, patch.id);
    const changes: CameraChanges = {
      ...(patch.name === undefined ? {} : { name: checkName(patch.name) }),
      ...(checked ? { source: checked.source } : {}),
      ...(patch.recording === undefined ? {} : this.#recordingChanges(patch.recording, before)),
      ...(patch.enabled === undefined ? {} : { enabled: patch.enabled }),
      ...(patch.recordAudio === undefined ? {} : { recordAudio: patch.recordAudio }),
      ...(patch.volume === undefined ? {} : { volume: this.#checkVolume(patch.volume) }),
      ...(patch.retention === undefined ? {} : { retention: { ...before.retention, ...patch.retention } }),
      ...(patch.ingestSource === undefined ? {} : { ingestSource: patch.ingestSource ?? undefined }),
    };
    const passwordChanged = await this.#storePassword(patch.id, checked);
    const camera = cameras.update(patch.id, changes);
    if (patch.position !== undefined) this.#move(camera, patch.position);
    await this.#supervisors.get(camera.id)?.setDesired(cameras.get(camera.id), { passwordChanged });
    this.#announce();
    return cameras.get(camera.id);
  }

  /** Stops and removes a camera; its footage stays, or is deleted in the background. AppError notFound. */
  async remove(id: string, footage: FootageChoice): Promise<void> {
    const { cameras, secrets, pulls, clock, retire, removeFootage, logger } = this.#deps;
    const camera = cameras.get(id);
    const supervisor = this.#supervisors.get(id);
    await supervisor?.setDesired({ ...camera, enabled: false });
    this.#supervisors.delete(id);
    await pulls.drop(id);
    cameras.remove(id, { at: clock.now(), footage });
    await secrets.delete(passwordKey(id));
    await retire?.(camera);
    this.#announce();
    if (footage === 'keep') return;
    const work: Promise<void> = removeFootage(camera)
      .catch((error: unknown) => logger.error('footage could not be deleted', { error: String(error) }))
      .finally(() => this.#footageWork.delete(work));
    this.#footageWork.add(work);
  }

  /** Starts by hand. AppError notFound, alreadyRecording (with sessionId), storageCritical, refused. */
  async startRecording(id: string): Promise<string> {
    const camera = startedByHand(this.get(id), this.#moment());
    const sessionId = await this.#supervisorOf(id).start(camera);
    // Stored only now: a refused start changes nothing.
    this.#storeHand(camera);
    this.#announce();
    return sessionId;
  }

  /**
   * Stops by hand; stays stopped through restarts until it is started, or until the next change of its schedule.
   * Resolves when the last file is finished.
   */
  async stopRecording(id: string): Promise<string | undefined> {
    const camera = this.#storeHand(stoppedByHand(this.get(id), this.#moment()));
    const supervisor = this.#supervisorOf(id);
    const { sessionId } = supervisor;
    await supervisor.setDesired(camera);
    this.#announce();
    return sessionId;
  }

  /** What `cameras.test` pulls: a source as typed, with the stored password of camera `id` where none was typed. */
  async sourceToTest(input: SourceInput, id?: string): Promise<StreamSource> {
    const { source, password } = checkSource(input);
    if (source.kind === 'usb') return { kind: 'device', device: source.device };
    if (source.kind === 'demo') throw new AppError('refused', 'A simulated camera needs no test.');
    const { url, username, allowBasic, certificatePin } = source;
    const stored = id === undefined ? undefined : await this.#storedPassword(id, source.url);
    const chosen = password ?? stored;
    return {
      url,
      ...(username === undefined ? {} : { username }),
      ...(chosen ? { password: chosen } : {}),
      ...(allowBasic === undefined ? {} : { allowBasic }),
      ...(certificatePin === undefined ? {} : { certificatePin }),
    };
  }

  /** A setting that all recorders share changed (rotation). */
  settingsChanged(): void {
    for (const supervisor of this.#supervisors.values()) supervisor.settingsChanged();
  }

  /** This disk has room again or is back. */
  volumeUsable(number: number): void {
    for (const supervisor of this.#supervisors.values()) {
      if (supervisor.volumeNumber === number) supervisor.volumeChanged();
    }
  }

  /** Cameras that name no volume record to another one from now on. */
  defaultVolumeChanged(): void {
    for (const supervisor of this.#supervisors.values()) {
      if (supervisor.camera.volume === undefined) supervisor.settingsChanged();
    }
    this.#announce();
  }

  /** Who says anew when to record takes back what was done by hand before. */
  #recordingChanges(choice: RecordingChoice, before: Camera): CameraChanges {
    const chosen = checkRecording(choice, before);
    const isSame =
      chosen.recordingMode === before.recordingMode &&
      JSON.stringify(chosen.schedule) === JSON.stringify(before.schedule);
    return isSame ? chosen : { ...chosen, pausedByOperator: false, handUntil: undefined };
  }

  #moment(): Moment {
    return { now: this.#deps.clock.now(), timeZone: this.#deps.supervisorDeps.timeZone() };
  }

  #storeHand({ id, pausedByOperator, handUntil }: Camera): Camera {
    return this.#deps.cameras.update(id, { pausedByOperator, handUntil });
  }

  /** The schedule has taken over again from what was done by hand. */
  async #forgetHand({ id }: Camera): Promise<void> {
    const camera = this.#deps.cameras.byId(id);
    if (!camera || !isHandOver(camera, this.#deps.clock.now())) return;
    const forgotten = this.#deps.cameras.update(id, { pausedByOperator: false, handUntil: undefined });
    await this.#supervisors.get(id)?.setDesired(forgotten);
    this.#announce();
  }

  async #takeUp(camera: Camera): Promise<void> {
    const { prepare, logger } = this.#deps;
    // One camera that cannot be prepared must not keep the others from recording; its own attempts will say why.
    await prepare?.(camera).catch((error: unknown) =>
      logger.error('a camera could not be prepared', { camera: camera.slug, error: String(error) }),
    );
    const supervisor = new CameraSupervisor(camera, this.#deps.supervisorDeps);
    this.#supervisors.set(camera.id, supervisor);
    supervisor.onStatus((status) => this.#events.emit('status', status));
    supervisor.onHandOver((over) => {
      this.#forgetHand(over).catch((error: unknown) =>
        logger.error('what was done by hand could not be forgotten', { error: String(error) }),
      );
    });
    await supervisor.setDesired(camera);
    // Over while the app was away; taken up first, so that the history has it.
    await this.#forgetHand(camera);
  }

  /** A stored password goes only to the address it was stored for; another host would get it by a "test". */
  async #storedPassword(id: string, url: string): Promise<string | undefined> {
    const { source } = this.get(id);
    const isSameHost = source.kind === 'rtsp' && URL.parse(source.url)?.host === URL.parse(url)?.host;
    return isSameHost ? await this.#deps.secrets.get(passwordKey(id)) : undefined;
  }

  async #storePassword(id: string, checked: CheckedSource | undefined): Promise<boolean> {
    if (checked?.password === undefined) return false;
    const key = passwordKey(id);
    if (checked.password === '') await this.#deps.secrets.delete(key);
    else await this.#deps.secrets.set(key, checked.password);
    return true;
  }

  /** Puts a camera at a place (1 = first) and closes the ranks behind it. */
  #move(camera: Camera, position: number): void {
    const others = this.list().filter((other) => other.id !== camera.id);
    others.splice(Math.max(0, Math.round(position) - 1), 0, camera);
    for (const [index, { id, position: before }] of others.entries()) {
      if (before !== index + 1 || id === camera.id) this.#deps.cameras.update(id, { position: index + 1 });
    }
  }

  /** Null: the default one. */
  #checkVolume(number: number | null): number | undefined {
    if (number === null) return undefined;
    if (this.#deps.volumes.byNumber(number)) return number;
    const message = 'This storage location does not exist any more. Choose another one.';
    throw new AppError('invalidParams', message, [{ path: 'volume', message }]);
  }

  #freeSlug(name: string): string {
    return slugFor(name, { has: (slug) => this.#deps.cameras.slugTaken(slug) });
  }

  #supervisorOf(id: string): CameraSupervisor {
    const supervisor = this.#supervisors.get(id);
    if (supervisor) return supervisor;
    throw new AppError('notFound', 'This camera does not exist any more.', { id });
  }

  #announce(): void {
    this.#events.emit('changed', { cameras: this.list() });
  }
}
