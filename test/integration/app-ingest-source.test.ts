/**
 * From where finished files come: the list, the folder, and files that nothing knows. The app is restarted with another
 * source in both directions, once in order and once by a kill, and what two cameras sent is compared with what is there.
 */
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { silentLogger } from '../../src-main/base/logger.ts';
import { Catalogue } from '../../src-main/catalogue/catalogue.ts';
import type { DemoCamera } from '../../src-main/demo/demo-camera.ts';
import type { HealthReport } from '../../shared/contract/names.ts';
import { ORPHAN_AGE_MS } from '../../shared/model/limits.ts';
import { AppCameras } from '../support/app-cameras.ts';
import { startApp, type AppProcess } from '../support/app-process.ts';
import { startDemoCamera } from '../support/demo-fixture.ts';
import { compareFrames } from '../support/frame-ledger.ts';
import { readRecoveredFootage } from '../support/recovered-footage.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { until } from '../support/until.ts';

const ROTATION_SECONDS = 10;
/** The last fragment, a second, and a frame of rounding (REC-9). */
const MAY_BE_LOST_MS = 2_040;

const sourceOf = ({ mainUrl, username = '', password = '' }: DemoCamera) => ({
  url: mainUrl,
  username,
  password,
});

/** How a camera of the report is followed, and by which way its files came in this life of the app. */
function ways(report: HealthReport, cameraId: string) {
  const { ingestSource, bySource } = report.cameras.find((one) => one.cameraId === cameraId)!;
  return { ingestSource, manifest: bySource.manifest.ingestCount, watcher: bySource.watcher.ingestCount };
}

/** Waits until both cameras have stored a file in this life of the app, and says by which way. */
async function untilStored(app: AppProcess, ids: readonly string[]) {
  const client = await app.client();
  return until(
    async () => {
      const report = await client.call('health.get', {});
      const found = ids.map((id) => ways(report, id));
      return found.every(({ manifest, watcher }) => manifest + watcher > 0) && found;
    },
    { timeoutMs: 60_000, intervalMs: 200, what: 'a stored file of each camera' },
  );
}

/** Resolves with the time (UTC ms) at which all are recorded. */
async function untilRecorded(cameras: AppCameras, ids: readonly string[]): Promise<number> {
  await Promise.all(ids.map((id) => cameras.untilRecording(id)));
  return Date.now();
}

/** Has the catalogue forget a camera's oldest run with all its rows, as if it were older than the files. */
function forgetFirstRun(dataDir: string, cameraId: string) {
  const catalogue = Catalogue.open(path.join(dataDir, 'catalogue.db'), { logger: silentLogger });
  const { number } = catalogue.cameras.get(cameraId);
  const run = catalogue.runs.lastOf(number, 1_000).at(-1)!;
  const rows = catalogue.segments
    .inRange(number, 0, Number.MAX_SAFE_INTEGER)
    .filter(({ runId }) => runId === run.id);
  const files = rows.map((row) => ({ ...row, file: catalogue.fileOf(row) }));
  catalogue.segments.remove(rows.map(({ id }) => id));
  catalogue.runs.remove(run.id);
  catalogue.close();
  return { files, lastWriteAt: Math.max(...rows.map(({ startAt, durationMs }) => startAt + durationMs)) };
}

describe('the source of finished files', () => {
  it('ING-6 ING-5 ING-3 I1-I5 I7 is changed and rolled back by a restart, for all or for one camera, and nothing is lost or doubled', async () => {
    const dataDir = tempFolder();
    await using gate = await startDemoCamera({ sendLogFrames: 25 * 600 });
    await using yard = await startDemoCamera({ sendLogFrames: 25 * 600 });
    const life = (source: 'manifest' | 'watcher') =>
      startApp({ dataDir, env: { RECORDING_INGEST_SOURCE: source } });
    /** When the app was away on purpose: from a stop or a kill until both cameras are recorded again. */
    const breaks: { from: number; to: number }[] = [];
    let app = await life('manifest');
    let ids: string[] = [];
    try {
      const client = await app.client();
      const cameras = new AppCameras(app, client);
      await client.call('settings.update', { recording: { rotationSeconds: ROTATION_SECONDS } });
      ids = [(await cameras.add('Gate', sourceOf(gate))).id, (await cameras.add('Yard', sourceOf(yard))).id];
      await client.call('cameras.update', { id: ids[1]!, ingestSource: 'watcher' });
      expect(await untilStored(app, ids)).toMatchObject([
        { ingestSource: 'manifest', watcher: 0 },
        { ingestSource: 'watcher', manifest: 0 },
      ]);
      breaks.push({ from: Date.now(), to: Infinity });
      expect(await app.stop()).toEqual({ code: 0, signal: null });

      app = await life('watcher');
      const second = await app.client();
      breaks.at(-1)!.to = await untilRecorded(new AppCameras(app, second), ids);
      await second.call('cameras.update', { id: ids[1]!, ingestSource: 'manifest' });
      expect(await untilStored(app, ids)).toMatchObject([
        { ingestSource: 'watcher', manifest: 0 },
        { ingestSource: 'manifest' },
      ]);
      breaks.push({ from: Date.now(), to: Infinity });
      await app.kill();

      const forgotten = forgetFirstRun(dataDir, ids[0]!);
      expect(forgotten.files.length).toBeGreaterThan(0);
      await until(() => Date.now() - forgotten.lastWriteAt > ORPHAN_AGE_MS + 1_000, { timeoutMs: 60_000 });
      app = await life('manifest');
      const third = await app.client();
      await third.call('cameras.update', { id: ids[1]!, ingestSource: null });
      const again = new AppCameras(app, third);
      breaks.at(-1)!.to = await untilRecorded(again, ids);
      const found = await until(
        async () => {
          const segments = await again.segments(ids[0]!);
          const files = new Set(segments.map(({ file }) => file));
          return forgotten.files.every(({ file }) => files.has(file!)) && segments;
        },
        { timeoutMs: 30_000, intervalMs: 200, what: 'the files that the catalogue had forgotten' },
      );
      for (const row of forgotten.files) {
        const back = found.find(({ file }) => file === row.file)!;
        expect(Math.abs(back.startAt - row.startAt)).toBeLessThan(1_500);
        expect(Math.abs(back.durationMs - row.durationMs)).toBeLessThan(1_500);
      }
      await Promise.all(ids.map((id) => again.untilFootage(id, 1)));
      breaks.push({ from: Date.now(), to: Infinity });
      expect(await app.stop()).toEqual({ code: 0, signal: null });
    } finally {
      await app.dispose();
    }

    for (const [name, camera] of [
      ['Gate', gate],
      ['Yard', yard],
    ] as const) {
      const there = await readRecoveredFootage(dataDir, name);
      const sent = camera.sendLog(0, Number.MAX_SAFE_INTEGER);
      const report = compareFrames(sent, there.frames);
      const unexplained = report.missing.filter(({ from, to }) => {
        const isBeforeTheFirstFile = from === sent[0]?.at;
        return (
          !isBeforeTheFirstFile && !breaks.some((away) => from >= away.from - MAY_BE_LOST_MS && to <= away.to)
        );
      });
      expect({ name, unexplained }).toEqual({ name, unexplained: [] });
      expect(report.recovered).toBeGreaterThan(12 * 25);
      expect({ name, duplicates: report.duplicates, unknown: report.unknown }).toEqual({
        name,
        duplicates: [],
        unknown: [],
      });
      expect(there).toMatchObject({ duplicateRows: [], brokenInvariants: [] });
    }
  }, 240_000);
});
