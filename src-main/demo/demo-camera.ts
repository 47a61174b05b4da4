/**
 * The simulated camera: an RTSP server on 127.0.0.1 that plays a clip at real pace, with faults on demand.
 * A product feature ("demo camera") and the camera of the tests, from one code. Owns the schedule: frame k is due at
 * phase + k / 25 s of UTC, whoever watches. Never transcodes, never leaves loopback.
 */
import type { Socket } from 'node:net';
import type { DemoFault } from '../../shared/contract/names.ts';
import type { Clock, Timer } from '../base/clock.ts';
import { CameraConnection, resetSocket, type CameraSide } from './camera-connection.ts';
import { CameraListener } from './camera-listener.ts';
import type { DemoCameraOptions } from './demo-camera-options.ts';
import { faultEffects } from './fault-effects.ts';
import { FRAME_MS, frameIndexAt, frameTime, MAIN_FPS } from './schedule.ts';
import { SendLog, type SentFrame } from './send-log.ts';

/** Half an hour of frames. */
const SEND_LOG_FRAMES = 30 * 60 * MAIN_FPS;
/** A late tick sends what was missed, unless the PC slept: then the stream goes on with the present. */
const CATCH_UP_MS = 10_000;

export interface DemoCameraStats {
  /** Main-stream connections that play now, and the most there ever were at once. */
  readonly active: number;
  readonly maxActive: number;
  readonly activeSub: number;
  /** TCP connections accepted since the start. */
  readonly connections: number;
  /** Requests whose answer to the challenge was refused. */
  readonly wrongPasswords: number;
}

export class DemoCamera implements AsyncDisposable {
  readonly #options: DemoCameraOptions;
  readonly #clock: Clock;
  readonly #phaseMs: number;
  readonly #listener: CameraListener;
  readonly #connections = new Set<CameraConnection>();
  readonly #sendLog: SendLog;
  readonly #side: CameraSide;
  /** Wall clock minus monotonic clock at the start: a step of the wall clock does not disturb the pace. */
  readonly #wallOffsetMs: number;
  #fault: DemoFault = 'none';
  #faultTimer: Timer | undefined;
  #tick: Timer | undefined;
  #next = 0;
  #accepted = 0;
  #maxActive = 0;
  #wrongPasswords = 0;

  constructor(options: DemoCameraOptions) {
    this.#options = options;
    this.#clock = options.clock;
    this.#phaseMs = Math.round((options.phaseMs ?? 0) / FRAME_MS) * FRAME_MS;
    this.#wallOffsetMs = options.clock.now() - options.clock.monotonicMs();
    this.#sendLog = new SendLog(options.sendLogFrames ?? SEND_LOG_FRAMES);
    this.#side = this.#sideForConnections();
    this.#listener = new CameraListener({
      port: options.port ?? 0,
      tls: options.knobs?.tls,
      clock: options.clock,
      onSocket: (socket) => this.#accept(socket),
    });
  }

  /** Resolves when the camera can be reached; rejects when its fixed port is in use. */
  async start(): Promise<void> {
    await this.#listener.open();
  }

  /** 0 before the start. */
  get port(): number {
    return this.#listener.port;
  }

  get mainUrl(): string {
    return this.#url('main');
  }

  get subUrl(): string {
    return this.#url('sub');
  }

  get username(): string | undefined {
    return this.#options.username;
  }

  get password(): string | undefined {
    return this.#options.password;
  }

  get fault(): DemoFault {
    return this.#fault;
  }

  /** Switches a fault on (after `durationMs` it goes by itself) or, with `none`, off. The newest one counts. */
  setFault(fault: DemoFault, durationMs?: number): void {
    this.#faultTimer?.cancel();
    this.#faultTimer = undefined;
    const before = faultEffects[this.#fault];
    const effect = faultEffects[fault];
    this.#fault = fault;
    this.#options.logger.info('Demo camera: fault switched.', { fault, durationMs });
    if (effect.connections !== 'stay')
      for (const connection of this.#connections)
        if (effect.connections === 'reset') connection.reset();
        else connection.end();
    if (before.listens !== effect.listens) void this.#listen(effect.listens);
    if (durationMs !== undefined && fault !== 'none')
      this.#faultTimer = this.#clock.after(durationMs, () => this.setFault('none'));
  }

  /** Frames of the main stream that were put on a socket in [fromMs, toMs] (UTC ms), oldest first. */
  sendLog(fromMs: number, toMs: number): SentFrame[] {
    return this.#sendLog.between(fromMs, toMs);
  }

  stats(): DemoCameraStats {
    return {
      active: this.#playing('main'),
      maxActive: this.#maxActive,
      activeSub: this.#playing('sub'),
      connections: this.#accepted,
      wrongPasswords: this.#wrongPasswords,
    };
  }

  /** Closes the port and every connection. The camera can be started again and keeps its port. */
  async stop(): Promise<void> {
    this.#faultTimer?.cancel();
    this.#fault = 'none';
    this.#tick?.cancel();
    this.#tick = undefined;
    await this.#listener.close();
    for (const connection of this.#connections) connection.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  #url(role: 'main' | 'sub'): string {
    return `${this.#options.knobs?.tls ? 'rtsps' : 'rtsp'}://127.0.0.1:${this.port}/${role}`;
  }

  async #listen(open: boolean): Promise<void> {
    try {
      await (open ? this.#listener.open({ patient: true }) : this.#listener.close());
    } catch (error) {
      this.#options.logger.error('Demo camera: its port was taken while it was away.', { error });
    }
  }

  #accept(socket: Socket): void {
    this.#accepted += 1;
    const effect = faultEffects[this.#fault];
    if (effect.connections === 'reset') {
      socket.on('error', () => {});
      resetSocket(socket);
      return;
    }
    this.#connections.add(new CameraConnection(socket, this.#side));
  }

  #sideForConnections(): CameraSide {
    const { clip, clock, logger, username, password, withoutAudio, knobs } = this.#options;
    return {
      clip,
      clock,
      logger,
      username,
      password: password ?? '',
      withAudio: !withoutAudio,
      phaseMs: this.#phaseMs,
      knobs: knobs ?? {},
      effect: () => faultEffects[this.#fault],
      redirectTarget: () => this.#url('main'),
      playing: () => this.#began(),
      wrongPassword: () => (this.#wrongPasswords += 1),
      closed: (connection) => this.#connections.delete(connection),
    };
  }

  #playing(role: 'main' | 'sub'): number {
    let count = 0;
    for (const connection of this.#connections) if (connection.plays === role) count += 1;
    return count;
  }

  #began(): void {
    this.#maxActive = Math.max(this.#maxActive, this.#playing('main'));
    if (this.#tick) return;
    this.#next = frameIndexAt(this.#scheduleNow(), this.#phaseMs);
    this.#waitForNext();
  }

  #scheduleNow(): number {
    return this.#clock.monotonicMs() + this.#wallOffsetMs;
  }

  /** One timer per camera, and none while nobody watches. */
  #waitForNext(): void {
    const dueInMs = frameTime(this.#next, this.#phaseMs) - this.#scheduleNow();
    this.#tick = this.#clock.after(Math.max(0, Math.ceil(dueInMs)), () => this.#sendDue());
  }

  #sendDue(): void {
    this.#tick = undefined;
    const playing = [...this.#connections].filter((connection) => connection.plays);
    if (playing.length === 0) return;
    const now = this.#scheduleNow();
    this.#next = Math.max(this.#next, frameIndexAt(now - CATCH_UP_MS, this.#phaseMs));
    for (; frameTime(this.#next, this.#phaseMs) <= now; this.#next++) {
      let sentMain = false;
      for (const connection of playing) {
        const isMain = connection.plays === 'main';
        const complete = connection.sendFrame(this.#next);
        sentMain ||= complete && isMain;
      }
      if (sentMain) this.#sendLog.push(this.#next, this.#clock.now());
    }
    // About every five seconds.
    if (this.#next % (5 * MAIN_FPS) === 0) for (const connection of playing) connection.checkAlive();
    this.#waitForNext();
  }
}
