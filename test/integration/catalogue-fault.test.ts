/**
 * A damaged catalogue, in the whole recorder: single bytes changed at random places, and the file cut short. Each time either
 * the damage is found and put right, or every row still reads back as it was; no finished file is ever lost.
 */
import {
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { silentLogger } from '../../src-main/base/logger.ts';
import { Catalogue } from '../../src-main/catalogue/catalogue.ts';
import { backupFileOf, buildArchive, copyArchive, type Archive } from '../support/archive.ts';
import { dumpOf } from '../support/catalogue/full-catalogue.ts';
import { faultTrial } from '../support/fault-journal.ts';
import { brokenInvariants } from '../support/invariants.ts';
import { startOnArchive } from '../support/start-on-archive.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { trials } from '../support/trials.ts';

/** Rows of the app's own life, which a start adds to. */
const livesOn = new Set(['app_sessions', 'volumes']);
const FLIPS = trials(5, 200);
const CUTS = trials(5, 50);

let archive: Archive;
let rows: Record<string, string[]>;

beforeAll(async () => {
  const { mkdtempSync } = await import('node:fs');
  const os = await import('node:os');
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'watchpost-archive-'));
  archive = await buildArchive(dataDir, process.env['WATCHPOST_SOAK'] === 'full' ? 40 : 15);
  rows = dumpOf(path.join(dataDir, 'catalogue.db'));
  return () => rmSync(dataDir, { recursive: true, force: true });
});

const catalogueOf = ({ dataDir }: Archive) => path.join(dataDir, 'catalogue.db');

/** Anywhere, or in every other trial among the bytes that are not empty room: a third of the file. */
function placeIn(bytes: Buffer, trial: number): number {
  for (;;) {
    const at = Math.floor(Math.random() * bytes.length);
    if (trial % 2 === 0 || bytes[at] !== 0) return at;
  }
}

/** Every recorded file is in the catalogue once, and catalogue and disk agree. */
async function expectWhole(damaged: Archive): Promise<void> {
  const catalogue = Catalogue.open(catalogueOf(damaged), { logger: silentLogger });
  try {
    const removed = catalogue.cameras.removed().map(({ camera }) => camera);
    const known = [...catalogue.cameras.list(), ...removed].flatMap(({ number }) =>
      catalogue.segments.page(number, { limit: 1_000_000 }).map((segment) => ({
        file: catalogue.fileOf(segment),
        state: segment.state,
      })),
    );
    expect(known.map(({ file }) => file).toSorted()).toEqual([...damaged.files].toSorted());
    expect(known.filter(({ state }) => state !== 'ready')).toEqual([]);
    expect(await brokenInvariants({ catalogue, afterStop: true })).toEqual([]);
  } finally {
    catalogue.close();
  }
}

/** Starts on a damaged copy, and judges what came of it. */
async function startAndJudge(damaged: Archive) {
  const wasEmpty = statSync(catalogueOf(damaged)).size === 0;
  const started = await startOnArchive(damaged.dataDir);
  await expectWhole(damaged);
  const after = dumpOf(catalogueOf(damaged));
  if (started.outcome === 'sound') {
    for (const [table, before] of Object.entries(rows)) {
      if (!livesOn.has(table)) expect({ table, rows: after[table] }).toEqual({ table, rows: before });
    }
  }
  if (started.outcome === 'replaced') {
    const told = started.problems.find(({ id }) => id === 'library-recovery');
    expect(told).toMatchObject({ dismissable: true });
    expect(told?.advice).toMatch(/cannot come back/);
    const aside = readdirSync(damaged.dataDir).filter((name) => /^catalogue-damaged-.*Z\.db$/.test(name));
    expect(aside).toHaveLength(wasEmpty ? 0 : 1);
  } else {
    // What the disk of this machine holds is no damage.
    expect(started.problems.filter(({ id }) => !id.startsWith('retention:'))).toEqual([]);
  }
  return started;
}

describe('a damaged catalogue', () => {
  it(`F16 MIG-1 with a byte changed at a random place is put right, or reads back equal, in ${FLIPS} trials`, async () => {
    const counts: Record<string, number> = {};
    for (let trial = 1; trial <= FLIPS; trial += 1) {
      const damaged = copyArchive(archive, path.join(tempFolder(), 'data'));
      const bytes = readFileSync(catalogueOf(damaged));
      const at = placeIn(bytes, trial);
      const before = bytes[at] ?? 0;
      bytes[at] = before ^ (1 + Math.floor(Math.random() * 255));
      writeFileSync(catalogueOf(damaged), bytes);
      const detail = `byte ${at}: ${before} became ${bytes[at]}`;
      await faultTrial('F16a', { trial }, async () => {
        const { outcome } = await startAndJudge(damaged).catch((error: unknown) => {
          throw new Error(`${detail}: ${String(error)}`, { cause: error });
        });
        counts[outcome] = (counts[outcome] ?? 0) + 1;
        return { detail: `${detail}, ${outcome}` };
      });
      rmSync(damaged.dataDir, { recursive: true, force: true });
    }
    console.log('Flips:', counts);
  }, 3_600_000);

  it(`F16 MIG-1 cut short at a random length is put right from the backup and the disks, in ${CUTS} trials`, async () => {
    const { size } = statSync(catalogueOf(archive));
    for (let trial = 1; trial <= CUTS; trial += 1) {
      const damaged = copyArchive(archive, path.join(tempFolder(), 'data'));
      const length = trial === 1 ? 0 : Math.floor(Math.random() * size);
      truncateSync(catalogueOf(damaged), length);
      await faultTrial('F16b', { trial }, async () => {
        const started = await startAndJudge(damaged).catch((error: unknown) => {
          throw new Error(`cut to ${length}: ${String(error)}`, { cause: error });
        });
        expect(started.outcome).toBe('replaced');
        expect(started.problems[0]?.sentence).toMatch(/restored from the backup of/);
        return { detail: `cut to ${length} of ${size} bytes` };
      });
      rmSync(damaged.dataDir, { recursive: true, force: true });
    }
  }, 3_600_000);

  it('F16 MIG-1 without a good backup it is made anew from the disks, and the operator is told', async () => {
    const damaged = copyArchive(archive, path.join(tempFolder(), 'data'));
    truncateSync(catalogueOf(damaged), 5_000);
    truncateSync(backupFileOf(damaged), 5_000);
    const started = await startOnArchive(damaged.dataDir);
    expect(started.outcome).toBe('replaced');
    await expectWhole(damaged);
    expect(started.problems[0]?.sentence).toMatch(/There was no good backup, so it was made anew/);
    expect(started.problems[0]?.advice).toMatch(
      /“Front door”, “Till” and “Yard” were found by the folder alone/,
    );
    expect(existsSync(catalogueOf(damaged))).toBe(true);
  });
});
