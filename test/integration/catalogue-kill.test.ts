import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import Sqlite from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../src-main/base/clock.ts';
import { silentLogger } from '../../src-main/base/logger.ts';
import { SegmentRemover } from '../../src-main/retention/segment-remover.ts';
import {
  addCamera,
  beginRun,
  HOUR_START,
  NO_INDEX,
  openTestCatalogue,
  segmentOf,
} from '../support/catalogue-fixture.ts';
import { brokenInvariants } from '../support/invariants.ts';
import { faultTrial } from '../support/fault-journal.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { trials } from '../support/trials.ts';

const script = (name: string) => path.join(import.meta.dirname, '../support/catalogue', name);

describe('the catalogue under kill -9', () => {
  it('REC-16 ING-2 every row that was confirmed is there, its offset with it, and the file is whole', async () => {
    const file = path.join(tempFolder(), 'catalogue.db');
    const prepared = openTestCatalogue(file);
    const { number } = addCamera(prepared);
    const runId = beginRun(prepared, number);
    prepared.close();
    for (let trial = 0; trial < trials(3, 20); trial++) {
      const child = spawn(process.execPath, [script('insert-until-killed.ts'), file], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      onTestFinished(() => void child.kill('SIGKILL'));
      let confirmed = 0;
      for await (const line of createInterface({ input: child.stdout })) {
        confirmed = Number(line);
        if (confirmed === 50 + trial * 37) child.kill('SIGKILL');
      }
      const catalogue = openTestCatalogue(file);
      const stored = catalogue.segments.countOfRun(runId);
      expect(stored).toBeGreaterThanOrEqual(confirmed);
      const offset = catalogue.manifests.offset(runId);
      // A later trial starts again at the first row, which is a duplicate: the offset follows the reader, not the count.
      expect([confirmed * 60, (confirmed + 1) * 60]).toContain(offset);
      expect(catalogue.segments.summary(number, 0, 2 ** 42).segments).toBe(stored);
      catalogue.close();
      const raw = new Sqlite(file, { readonly: true });
      expect(raw.pragma('integrity_check', { simple: true })).toBe('ok');
      raw.close();
    }
  });

  it('RET-4 I7 a deletion that was killed at any of its file operations is finished by the next start', async () => {
    const count = 4;
    const kill = (killAt: number) =>
      faultTrial('F25', { trial: killAt + 1 }, async () => {
        const [folder, recordingsFolder] = [tempFolder(), tempFolder()];
        const file = path.join(folder, 'catalogue.db');
        const prepared = openTestCatalogue(file, recordingsFolder);
        const camera = addCamera(prepared);
        const runId = beginRun(prepared, camera.number);
        const runFolder = path.join(recordingsFolder, camera.slug, prepared.runs.byId(runId)?.folder ?? '');
        mkdirSync(runFolder, { recursive: true });
        for (let n = 0; n < count; n++) {
          const startAt = HOUR_START + n * 10_000;
          const segment = segmentOf({ cameraNumber: camera.number, runId }, { startAt, sizeBytes: 1 });
          const { segment: stored } = prepared.segments.insert(segment, NO_INDEX);
          writeFileSync(prepared.pathOf(stored) ?? '', 'x');
        }
        prepared.runs.end(runId, { endedAt: HOUR_START, reason: 'app-stopped' });
        prepared.runs.settle(runId);
        prepared.close();

        const args = [script('remove-until-killed.ts'), file, String(killAt)];
        const child = spawn(process.execPath, args, { stdio: 'inherit' });
        const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
        expect(signal).toBe('SIGKILL');

        const catalogue = openTestCatalogue(file);
        expect(catalogue.deletions.pendingCount()).toBe(count);
        const remover = new SegmentRemover({
          catalogue,
          clock: systemClock,
          logger: silentLogger,
        });
        await remover.finishPendingDeletions();
        expect(readdirSync(runFolder)).toEqual([]);
        expect(await brokenInvariants({ catalogue, afterStop: true })).toEqual([]);
        catalogue.close();
      });
    for (let killAt = 0; killAt <= count; killAt++) await kill(killAt);
  });
});
