/**
 * Sixteen cameras at once, as a shop has them: the real app, a camera's own connection each, short files. What sixteen
 * must not change: how soon footage is in the catalogue, one pull per camera, an orderly and quick end.
 */
import { existsSync, readFileSync, watch, type FSWatcher } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DemoCamera } from '../../src-main/demo/demo-camera.ts';
import { silentLogger } from '../../src-main/base/logger.ts';
import { Catalogue } from '../../src-main/catalogue/catalogue.ts';
import { AppCameras } from '../support/app-cameras.ts';
import { startApp, type AppProcess } from '../support/app-process.ts';
import { startDemoCamera } from '../support/demo-fixture.ts';
import { brokenInvariants } from '../support/invariants.ts';
import { watchLive } from '../support/live-viewer.ts';
import { ffmpegsWith, processesWith } from '../support/processes.ts';
import type { SocketClient } from '../support/rpc-socket.ts';
import { until } from '../support/until.ts';

const CAMERAS = 16;
/** Files of ten seconds: as many of each camera are seen as come in this time. */
const WATCH_MS = 40_000;
/** REC-5: within 10 s. Three attempts per host in 10 s would make sixteen take 50 s; these are sixteen hosts (REC-15). */
const RECORDING_WITHIN_MS = 30_000;
/** Neighbouring cameras begin their loop, and their groups of pictures, at different moments. */
const PHASE_STEP_MS = 2_280;

/** Notes when each row of the manifests was written, as soon as the system says that a file changed. */
class ManifestClock {
  /** UTC ms by file name. */
  readonly writtenAt = new Map<string, number>();
  readonly #watchers = new Map<string, FSWatcher>();

  follow(runFolder: string): void {
    if (this.#watchers.has(runFolder)) return;
    const manifest = path.join(runFolder, 'segments.csv');
    const read = (at: number) => {
      const rows = existsSync(manifest) ? readFileSync(manifest, 'utf8').split('\n').slice(0, -1) : [];
      for (const row of rows) {
        const name = row.split(',')[0]!;
        if (!this.writtenAt.has(name)) this.writtenAt.set(name, at);
      }
    };
    // What is there already was written at an unknown time.
    read(Number.NaN);
    const watcher = watch(runFolder, (_event, name) => {
      if (name === 'segments.csv') read(Date.now());
    });
    this.#watchers.set(runFolder, watcher);
  }

  close(): void {
    for (const watcher of this.#watchers.values()) watcher.close();
  }
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]!;

describe('sixteen cameras', () => {
  let app: AppProcess;
  let client: SocketClient;
  let cameras: AppCameras;
  const sources: DemoCamera[] = [];
  let ids: readonly string[] = [];

  beforeAll(async () => {
    for (let index = 0; index < CAMERAS; index += 1)
      sources.push(await startDemoCamera({ phaseMs: index * PHASE_STEP_MS }));
    app = await startApp();
    client = await app.client();
    cameras = new AppCameras(app, client);
    await client.call('settings.update', { recording: { rotationSeconds: 10 } });
  });
  afterAll(async () => {
    await app.dispose();
    await Promise.all(sources.map((source) => source.stop()));
  });

  it('REC-5 REC-15 are recorded together within seconds: cameras at addresses of their own do not wait for each other', async () => {
    const startedAt = Date.now();
    const added = await Promise.all(
      sources.map((source, index) =>
        cameras.add(`Camera ${index + 1}`, {
          url: source.mainUrl,
          subUrl: source.subUrl,
          username: source.username!,
          password: source.password!,
        }),
      ),
    );
    ids = added.map(({ id }) => id);
    await Promise.all(ids.map((id) => cameras.untilRecording(id, RECORDING_WITHIN_MS)));
    expect(Date.now() - startedAt).toBeLessThan(RECORDING_WITHIN_MS);
    const recorders = ffmpegsWith('-segment_list')
      .filter(({ args }) => args.some((arg) => arg.startsWith(app.dataDir)))
      .map(({ args }) => path.basename(args.at(-1)!));
    expect(recorders.toSorted()).toEqual(
      added.map(({ slug }) => `${slug}_%Y-%m-%d_%H-%M-%SZ.mp4`).toSorted(),
    );
  });

  it('ING-8 ING-3 have a finished segment in the catalogue within a second of its row (median), once each', async () => {
    const clock = new ManifestClock();
    const delays: number[] = [];
    const names: string[] = [];
    const unsubscribe = client.on('segment.added', ({ segment }) => {
      const at = Date.now();
      const name = path.basename(segment.file);
      names.push(name);
      const writtenAt = clock.writtenAt.get(name);
      if (writtenAt !== undefined && !Number.isNaN(writtenAt)) delays.push(at - writtenAt);
    });
    try {
      for (const { currentFile } of await client.call('cameras.status', {}))
        clock.follow(path.dirname(currentFile!));
      const since = Date.now();
      await until(() => Date.now() - since > WATCH_MS, { timeoutMs: 2 * WATCH_MS, intervalMs: 200 });
    } finally {
      unsubscribe();
      clock.close();
    }
    // Three rotations at the least, of each.
    expect(delays.length).toBeGreaterThanOrEqual(CAMERAS * 3);
    // One second is promised; deadlines in tests are three times as long.
    expect(median(delays)).toBeLessThan(3_000);
    expect(new Set(names).size).toBe(names.length);
    for (const { counters } of await client.call('cameras.status', {})) {
      expect(counters).toMatchObject({
        manifestParseErrors: 0,
        probeRetryCount: 0,
        probeFinalFailCount: 0,
        reconnectCount: 0,
      });
    }
  }, 120_000);

  it('COV-1 have no gap since their first picture', async () => {
    for (const id of ids) {
      const [first] = await cameras.segments(id);
      expect(await cameras.gaps(id, first!.startAt)).toEqual([]);
    }
  });

  it('REC-17 LIV-2 LIV-3 are each pulled once, while all of them are recorded and watched', async () => {
    const viewers = await Promise.all(ids.map((id) => watchLive({ app, client }, id, 'main')));
    await until(() => viewers.every(({ frames }) => frames.length > 25), {
      timeoutMs: 30_000,
      what: 'a second of live pictures of every camera',
    });
    const address = app.ready.url.replace(/login.*$/, '');
    const { url } = await client.call('stills.get', { cameraId: ids[0]!, at: Date.now() });
    expect((await app.fetch(new URL(url, address).href)).status).toBe(200);
    for (const viewer of viewers) viewer[Symbol.dispose]();
    expect(sources.map((source) => source.stats())).toEqual(
      sources.map(() => expect.objectContaining({ active: 1, maxActive: 1, connections: 1 })),
    );
  }, 60_000);

  it('REC-7 are stopped together in less than 8 s with their last files in the catalogue, and leave no process', async () => {
    const startedAt = Date.now();
    await Promise.all(ids.map((id) => client.call('stop_recording', { id })));
    // Deadlines in tests are three times as long.
    expect(Date.now() - startedAt).toBeLessThan(24_000);
    expect(ffmpegsWith(app.dataDir)).toEqual([]);
    await Promise.all(ids.map((id) => client.call('start_recording', { id })));
    await Promise.all(ids.map((id) => cameras.untilFootage(id, 1)));
    const quitAt = Date.now();
    expect(await app.stop()).toEqual({ code: 0, signal: null });
    expect(Date.now() - quitAt).toBeLessThan(24_000);
    expect(processesWith(app.dataDir)).toEqual([]);
    await until(() => sources.every((source) => source.stats().active === 0), { what: 'every pull to end' });
  }, 120_000);

  it('I1-I5 I7 ING-3 leave files and catalogue that agree, each file once', async () => {
    const catalogue = Catalogue.open(path.join(app.dataDir, 'catalogue.db'), { logger: silentLogger });
    try {
      const options = { catalogue, liveRuns: [], afterStop: true };
      expect(await brokenInvariants(options)).toEqual([]);
      const files = catalogue.cameras
        .list()
        .flatMap(({ number }) => catalogue.segments.inRange(number, 0, Date.now()))
        .map((segment) => catalogue.fileOf(segment));
      expect(files.length).toBeGreaterThanOrEqual(CAMERAS * 4);
      expect(new Set(files).size).toBe(files.length);
    } finally {
      catalogue.close();
    }
  });
});
