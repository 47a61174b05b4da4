/**
 * A cameras room without cameras: a relay and an FFmpeg that do what a test says, a real catalogue in memory, a real
 * folder, a clock that stands still. Only for faults and timings that no real camera can be made to show.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Camera, StreamInfo } from '../../../shared/model/camera.ts';
import { AppError } from '../../../shared/model/errors.ts';
import { silentLogger } from '../../../src-main/base/logger.ts';
import { CameraPulls } from '../../../src-main/cameras/camera-pulls.ts';
import { createSourceOf } from '../../../src-main/cameras/camera-source.ts';
import { CameraSupervisor, type SupervisorDeps } from '../../../src-main/cameras/camera-supervisor.ts';
import { catalogueJournal } from '../../../src-main/cameras/catalogue-journal.ts';
import { HostStagger } from '../../../src-main/cameras/host-stagger.ts';
import type { RunHandle, VolumeState } from '../../../src-main/cameras/ports.ts';
import { defaultRestartLimits } from '../../../src-main/cameras/restart-policy.ts';
import { Catalogue } from '../../../src-main/catalogue/catalogue.ts';
import type { ExitInfo, FfmpegChild } from '../../../src-main/ffmpeg/child.ts';
import type { Progress, StderrLine } from '../../../src-main/ffmpeg/stderr-lines.ts';
import {
  PullFailure,
  type Pull,
  type PullErrorCode,
  type RtspSource,
  type PullStats,
} from '../../../src-main/relay/relay.ts';
import { FakeClock, settle } from '../../support/fake-clock.ts';
import { until } from '../../support/until.ts';

export const info: StreamInfo = {
  videoCodec: 'H264',
  codecString: 'avc1.64001f',
  width: 1280,
  height: 720,
  audioCodec: 'AAC',
  audioFlows: true,
  fps: 25,
  gopSeconds: 2,
  bitrateBps: 4_000_000,
};

export class FakePull implements Pull {
  readonly id: number;
  readonly localUrl: string;
  readonly source: RtspSource;
  readonly #ready = Promise.withResolvers<StreamInfo>();
  readonly #closed = Promise.withResolvers<{ code: PullErrorCode; detail: string }>();
  readonly #listeners = new Set<(stats: PullStats) => void>();
  #stats: PullStats | undefined;
  isOpen = true;
  onReadersClosed: () => void = () => {};

  constructor(id: number, source: RtspSource) {
    this.id = id;
    this.source = source;
    this.localUrl = `rtsp://127.0.0.1:1/${id}`;
    this.#ready.promise.catch(() => {});
  }

  get ready() {
    return this.#ready.promise;
  }

  get closed() {
    return this.#closed.promise;
  }

  stats() {
    return this.#stats;
  }

  onStats(listener: (stats: PullStats) => void) {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async closeReaders() {
    this.onReadersClosed();
  }

  async close() {
    this.fail('closed');
  }

  succeed(changes: Partial<StreamInfo> = {}) {
    this.#ready.resolve({ ...info, ...changes });
    this.measure(0, changes);
  }

  fail(code: PullErrorCode) {
    this.isOpen = false;
    this.#ready.reject(new PullFailure({ code, detail: code }));
    this.#closed.resolve({ code, detail: code });
    this.onReadersClosed();
  }

  measure(lastByteAgoMs: number, changes: Partial<StreamInfo> = {}) {
    this.#stats = {
      receivedBytes: 1,
      lastByteAgoMs,
      pictures: 1,
      badPackets: 0,
      lostPackets: 0,
      readers: 1,
      viewers: 0,
      slowReaders: 0,
      info: { ...info, ...changes },
    };
    for (const listener of this.#listeners) listener(this.#stats);
  }
}

export class FakeFfmpeg implements FfmpegChild {
  readonly pid = 1;
  readonly args: readonly string[];
  readonly kills: string[] = [];
  /** Whether it ends when its input is closed; a stopped process does not. */
  isObedient = true;
  readonly #lines = new Set<(line: StderrLine) => void>();
  readonly #progress = new Set<(progress: Progress) => void>();
  readonly #exited = Promise.withResolvers<ExitInfo>();
  readonly #tail: string[] = [];

  constructor(args: readonly string[]) {
    this.args = args;
  }

  get exited() {
    return this.#exited.promise;
  }

  onLine(listener: (line: StderrLine) => void) {
    this.#lines.add(listener);
    return () => void this.#lines.delete(listener);
  }

  onProgress(listener: (progress: Progress) => void) {
    this.#progress.add(listener);
    return () => void this.#progress.delete(listener);
  }

  tail() {
    return this.#tail;
  }

  quit() {
    this.kills.push('q');
  }

  kill(signal: 'SIGTERM' | 'SIGKILL') {
    this.kills.push(signal);
    if (signal === 'SIGKILL') this.exit({ code: undefined, signal });
  }

  exit(exit: ExitInfo) {
    this.#exited.resolve(exit);
  }

  say(text: string) {
    this.#tail.push(text);
    for (const listener of this.#lines) listener({ kind: 'log', level: 'error', text });
  }

  /** What a healthy recorder says: a file was opened and time was written to it. */
  record(file: string, outTimeMs = 1_000) {
    for (const listener of this.#lines) listener({ kind: 'opening', level: 'info', text: '', path: file });
    this.write(outTimeMs);
  }

  write(outTimeMs: number) {
    for (const listener of this.#progress) listener({ outTimeMs, end: false });
  }
}

export class FakeRoom {
  readonly clock = new FakeClock();
  readonly catalogue = Catalogue.open(':memory:', { logger: silentLogger });
  readonly folder = mkdtempSync(path.join(os.tmpdir(), 'watchpost-room-'));
  readonly opened: FakePull[] = [];
  readonly started: FakeFfmpeg[] = [];
  readonly ended: { run: RunHandle; reason: string }[] = [];
  readonly passwords = new Map<string, string>();
  readonly pulls: CameraPulls;
  readonly deps: SupervisorDeps;
  volumeState: VolumeState = 'ok';
  isCritical = false;
  rotationSeconds = 600;
  timeZone = 'UTC';

  constructor() {
    const { clock, catalogue } = this;
    catalogue.volumes.takeUp({ path: this.folder, at: clock.now() });
    this.pulls = new CameraPulls({
      clock,
      logger: silentLogger,
      stagger: new HostStagger(clock),
      open: (source) => {
        const pull = new FakePull(this.opened.length + 1, source as RtspSource);
        this.opened.push(pull);
        return pull;
      },
      sourceOf: createSourceOf({
        secrets: {
          get: async (key) => this.passwords.get(key),
          set: async (key, value) => void this.passwords.set(key, value),
          delete: async (key) => void this.passwords.delete(key),
        },
        demoSource: () => undefined,
      }),
    });
    this.deps = {
      clock,
      logger: silentLogger,
      pulls: this.pulls,
      journal: catalogueJournal(catalogue),
      volumeOf: ({ volume }) => ({
        number: volume ?? 1,
        folder: this.folder,
        name: 'Footage',
        check: async () => this.volumeState,
        mayStart: () => {
          if (this.isCritical)
            throw new AppError('storageCritical', 'The disk is full.', { available: 1, total: 2 });
        },
      }),
      program: {
        binary: 'ffmpeg',
        env: {},
        spawn: ({ args }) => {
          const child = new FakeFfmpeg(args);
          this.started.push(child);
          this.opened.at(-1)!.onReadersClosed = () => {
            if (child.isObedient) child.exit({ code: 0, signal: undefined });
          };
          return child;
        },
      },
      hooks: { runEnded: (run, reason) => void this.ended.push({ run, reason }) },
      settings: () => ({ rotationSeconds: this.rotationSeconds, reconnect: defaultRestartLimits }),
      random: () => 0,
      timeZone: () => this.timeZone,
      lastSeenAt: this.clock.now(),
      ingestCounters: () => ({
        manifestIngestCount: 0,
        watcherIngestCount: 0,
        manifestParseErrors: 0,
        probeRetryCount: 0,
        probeDeferredCount: 0,
        probeFinalFailCount: 0,
      }),
    };
  }

  get pull(): FakePull {
    return this.opened.at(-1)!;
  }

  get ffmpeg(): FakeFfmpeg {
    return this.started.at(-1)!;
  }

  addCamera(changes: Partial<Camera> = {}): Camera {
    const slug = `till-${this.catalogue.cameras.list().length}`;
    return this.catalogue.cameras.add({
      id: slug,
      name: 'Till',
      slug,
      source: { kind: 'rtsp', url: 'rtsp://10.0.0.7/main', subUrl: 'rtsp://10.0.0.7/sub', username: 'watch' },
      recordingMode: 'continuous',
      enabled: true,
      pausedByOperator: false,
      recordAudio: true,
      createdAt: this.clock.now(),
      ...changes,
    });
  }

  /** A supervisor that was told to record; nothing has answered yet. */
  async supervise(camera = this.addCamera()): Promise<CameraSupervisor> {
    const supervisor = new CameraSupervisor(camera, this.deps);
    await supervisor.setDesired(camera);
    await settle();
    return supervisor;
  }

  /** The same, and footage has reached the disk. */
  async superviseRecording(camera = this.addCamera()): Promise<CameraSupervisor> {
    const supervisor = await this.supervise(camera);
    await this.answer();
    return supervisor;
  }

  /** The camera answers and FFmpeg records. */
  async answer(changes: Partial<StreamInfo> = {}): Promise<void> {
    const before = this.started.length;
    this.pull.succeed(changes);
    await this.recorders(before + 1);
    this.ffmpeg.record(path.join(this.folder, 'a.mp4'));
    await settle();
  }

  /** So many recorders were started by now; making their folders takes real time. */
  async recorders(count: number): Promise<void> {
    await until(() => this.started.length >= count, { what: `recorder ${count}` });
    await settle();
  }

  /** A first run has ended and is stored. */
  async runEnded(): Promise<void> {
    await until(() => this.catalogue.runs.lastOf(1, 9).some((run) => run.endReason), {
      what: 'end of the run',
    });
    await settle();
  }

  /** Time goes on with a camera that is well; keep it below 8 s, for the fake FFmpeg's file does not grow. */
  async recordFor(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 1_000) {
      this.pull.measure(0);
      await this.clock.advance(Math.min(left, 1_000));
    }
  }

  dispose(): void {
    this.catalogue.close();
    rmSync(this.folder, { recursive: true });
  }
}
