/**
 * The cameras room with everything real: relay, FFmpeg, SQLite, files in a temporary folder. What the recorder wires in
 * the product (storage, ingest) is a few lines here. `await using` it: it stops what it started and removes its folder.
 */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Camera } from '../../shared/model/camera.ts';
import type { CameraStatus } from '../../shared/model/camera-status.ts';
import { systemClock } from '../../src-main/base/clock.ts';
import { silentLogger } from '../../src-main/base/logger.ts';
import { CameraPulls } from '../../src-main/cameras/camera-pulls.ts';
import { CameraRegistry } from '../../src-main/cameras/camera-registry.ts';
import { createSourceOf } from '../../src-main/cameras/camera-source.ts';
import { catalogueJournal } from '../../src-main/cameras/catalogue-journal.ts';
import { DeviceEncoders } from '../../src-main/cameras/encoding/device-encoders.ts';
import { createEncoderChoice } from '../../src-main/cameras/encoding/encoder-test.ts';
import { HostStagger } from '../../src-main/cameras/host-stagger.ts';
import { LocalCameras } from '../../src-main/cameras/local-cameras.ts';
import type { OpenSource, RecorderProgram, RunHandle } from '../../src-main/cameras/ports.ts';
import { createStillTaker } from '../../src-main/cameras/still.ts';
import { Catalogue } from '../../src-main/catalogue/catalogue.ts';
import type { DemoCamera } from '../../src-main/demo/demo-camera.ts';
import { spawnFfmpeg, type FfmpegChild } from '../../src-main/ffmpeg/child.ts';
import { startRelay, type Relay } from '../../src-main/relay/relay.ts';
import type { SecretStore } from '../../src-main/settings/secrets-port.ts';
import { testEnvironment, testFfmpeg } from './ffmpeg-fixture.ts';
import { testDevices, type TestDevices } from './test-devices.ts';
import { until } from './until.ts';

export interface EndedRun {
  readonly run: RunHandle;
  readonly reason: string;
}

export class CameraRoom {
  readonly recordings: string;
  readonly relay: Relay;
  readonly catalogue: Catalogue;
  readonly secrets = new Map<string, string>();
  readonly pulls: CameraPulls;
  readonly registry: CameraRegistry;
  /** Cameras of this PC: the test picture, until a test changes it. */
  readonly devices: TestDevices = testDevices();
  readonly program: RecorderProgram;
  readonly choice = createEncoderChoice(
    { binary: testFfmpeg, env: testEnvironment, clock: systemClock, logger: silentLogger },
    process.platform,
  );
  readonly encoders: DeviceEncoders;
  readonly localCameras: LocalCameras;
  readonly ended: EndedRun[] = [];
  readonly runs: RunHandle[] = [];
  readonly children: FfmpegChild[] = [];
  readonly spawned: { readonly args: readonly string[] }[] = [];
  readonly takeStill = createStillTaker({
    binary: testFfmpeg,
    env: testEnvironment,
    clock: systemClock,
    logger: silentLogger,
  });
  readonly removedFootage: string[] = [];
  rotationSeconds = 600;

  static async open(): Promise<CameraRoom> {
    const recordings = await mkdtemp(path.join(os.tmpdir(), 'watchpost-cameras-'));
    const relay = await startRelay({ mode: 'inline' }, { clock: systemClock, logger: silentLogger });
    return new CameraRoom(recordings, relay);
  }

  private constructor(recordings: string, relay: Relay) {
    this.recordings = recordings;
    this.relay = relay;
    this.catalogue = Catalogue.open(':memory:', { logger: silentLogger });
    this.catalogue.volumes.takeUp({ path: recordings, at: 0 });
    const secrets: SecretStore = {
      get: async (key) => this.secrets.get(key),
      set: async (key, value) => void this.secrets.set(key, value),
      delete: async (key) => void this.secrets.delete(key),
    };
    const base = { clock: systemClock, logger: silentLogger };
    const sourceOf = createSourceOf({ secrets, demoSource: () => undefined });
    this.program = {
      binary: testFfmpeg,
      env: testEnvironment,
      spawn: (options) => {
        const child = spawnFfmpeg({ ...options, ...base });
        this.children.push(child);
        this.spawned.push({ args: options.args });
        return child;
      },
    };
    const { program, choice } = this;
    this.encoders = new DeviceEncoders({ ...base, relay, access: this.devices, choice, program });
    const open: OpenSource = (source) =>
      source.kind === 'device' ? this.encoders.open(source.device) : relay.open(source);
    this.pulls = new CameraPulls({ ...base, open, sourceOf, stagger: new HostStagger(systemClock) });
    this.localCameras = new LocalCameras({
      listDevices: () => this.encoders.list(),
      cameras: this.catalogue.cameras,
      pulls: this.pulls,
      open,
    });
    this.registry = new CameraRegistry({
      ...base,
      cameras: this.catalogue.cameras,
      volumes: this.catalogue.volumes,
      secrets,
      pulls: this.pulls,
      localCameras: this.localCameras,
      removeFootage: async (camera) => void this.removedFootage.push(camera.slug),
      supervisorDeps: {
        ...base,
        pulls: this.pulls,
        journal: catalogueJournal(this.catalogue),
        volumeOf: ({ volume }) => ({
          number: volume ?? 1,
          folder: recordings,
          name: 'Test',
          check: async () => 'ok',
          mayStart: () => {},
        }),
        program,
        encoderOf: (device) => this.encoders.encoderOf(device),
        hooks: {
          runStarted: (run) => void this.runs.push(run),
          runEnded: (run, reason) => void this.ended.push({ run, reason }),
        },
        // Short pauses: the policy itself is proven with a clock of its own.
        settings: () => ({
          rotationSeconds: this.rotationSeconds,
          reconnect: { minMs: 200, maxMs: 800, slowMs: 2_000 },
        }),
        random: Math.random,
        timeZone: () => 'UTC',
        lastSeenAt: systemClock.now(),
        ingestCounters: () => ({
          manifestIngestCount: 0,
          watcherIngestCount: 0,
          manifestParseErrors: 0,
          probeRetryCount: 0,
          probeDeferredCount: 0,
          probeFinalFailCount: 0,
        }),
      },
    });
  }

  /** Adds a simulated camera by its address, as an operator would. */
  add(demo: DemoCamera, name = 'Till'): Promise<Camera> {
    const { mainUrl, subUrl, username, password } = demo;
    return this.registry.add({
      name,
      source: {
        kind: 'rtsp',
        url: mainUrl,
        subUrl,
        ...(username === undefined ? {} : { username }),
        ...(password === undefined ? {} : { password }),
      },
    });
  }

  status(id: string): CameraStatus {
    return this.registry.status(id)[0]!;
  }

  async recording(id: string, timeoutMs = 30_000): Promise<CameraStatus> {
    await until(() => this.status(id).state === 'recording', { timeoutMs, what: 'recording' });
    return this.status(id);
  }

  /** Waits until the camera shows this reason, and returns the status that shows it. */
  async failed(id: string, reason: string, timeoutMs = 30_000): Promise<CameraStatus> {
    return await until(
      () => {
        const status = this.status(id);
        return status.reason?.reason === reason ? status : undefined;
      },
      { timeoutMs, what: reason },
    );
  }

  /** Rows of a run's manifest, oldest first. */
  async rows(run: RunHandle): Promise<string[]> {
    const text = await readFile(run.manifestFile, 'utf8').catch(() => '');
    return text.split('\n').filter((line) => line !== '');
  }

  /** Media files of a run, oldest first. */
  async files(run: RunHandle): Promise<string[]> {
    const names = await readdir(run.folder);
    return names.filter((name) => name.endsWith('.mp4')).toSorted();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.registry.close();
    await this.pulls.close();
    await this.encoders.close();
    await this.relay.close();
    this.catalogue.close();
    await rm(this.recordings, { recursive: true });
  }
}
