import { describe, expect, it } from 'vitest';
import { BACKUP_EVERY_MS, CARE_TICK_MS } from '../../../shared/model/limits.ts';
import { silentLogger } from '../../../src-main/base/logger.ts';
import type { CatalogueReport } from '../../../src-main/safekeeping/check-catalogue.ts';
import { DailyCare, UNSOUND_PAUSE_MS } from '../../../src-main/safekeeping/daily-care.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const sound: CatalogueReport = { kind: 'sound', schema: 4, segments: 10 };
const damaged: CatalogueReport = { kind: 'damaged', findings: ['page 3'] };
const rows: CatalogueReport = { kind: 'rows', schema: 4, damaged: [7] };

function room(options: { first?: CatalogueReport; checks?: CatalogueReport[]; copy?: CatalogueReport } = {}) {
  const clock = new FakeClock(1_000_000);
  const told: CatalogueReport[] = [];
  const checks = [...(options.checks ?? [])];
  let [checked, made, newestAt] = [0, 0, -Infinity];
  const care = new DailyCare({
    file: '/data/catalogue.db',
    clock,
    logger: silentLogger,
    thread: {
      run: async () => {
        checked += 1;
        return checks.shift() ?? sound;
      },
      close: async () => {},
    },
    backups: {
      isDue: async (changedAt) =>
        clock.now() - newestAt >= BACKUP_EVERY_MS || (changedAt !== undefined && changedAt > newestAt),
      make: async () => {
        made += 1;
        newestAt = clock.now();
        return options.copy ?? sound;
      },
    },
    firstReport: Promise.resolve(options.first),
    onUnsound: (report) => told.push(report),
  });
  return { care, clock, told, counts: () => ({ checked, made }) };
}

describe('the daily care of the catalogue', () => {
  it('MIG-1 backs up at start when one is due, without checking again what was just found sound', async () => {
    const { care, counts, told } = room({ first: sound });
    await care.look();
    expect(counts()).toEqual({ checked: 0, made: 1 });
    expect(told).toEqual([]);
  });

  it('MIG-1 checks the whole catalogue before each later backup', async () => {
    const { care, clock, counts } = room({ first: sound });
    await care.look();
    await care.look();
    expect(counts()).toEqual({ checked: 0, made: 1 });
    await clock.advance(BACKUP_EVERY_MS);
    await care.look();
    expect(counts()).toEqual({ checked: 1, made: 2 });
  });

  it('MIG-1 never backs up damage, and looks twice before it calls it that', async () => {
    const twice = room({ checks: [damaged, damaged] });
    await twice.care.look();
    expect(twice.counts()).toEqual({ checked: 2, made: 0 });
    expect(twice.told).toEqual([damaged]);
    const once = room({ checks: [damaged, sound] });
    await once.care.look();
    expect(once.told).toEqual([]);
    expect(once.counts().made).toBe(1);
  });

  it('tells of damaged rows, and does not look again before they can have been rebuilt', async () => {
    const { care, clock, told, counts } = room({ first: rows });
    await care.look();
    expect(told).toEqual([rows]);
    expect(counts()).toEqual({ checked: 0, made: 0 });
    await clock.advance(CARE_TICK_MS);
    await care.look();
    expect(counts().checked).toBe(0);
    await clock.advance(UNSOUND_PAUSE_MS);
    await care.look();
    expect(counts()).toEqual({ checked: 1, made: 1 });
  });

  it('tells of a copy that is not sound', async () => {
    const { care, told } = room({ first: sound, copy: damaged });
    await care.look();
    expect(told).toEqual([damaged]);
  });

  it('backs up sooner when the operator changed something', async () => {
    const { care, clock, counts } = room({ first: sound });
    await care.look();
    await clock.advance(1_000);
    care.changed();
    await care.look();
    expect(counts().made).toBe(2);
  });

  it('does nothing after it was stopped', async () => {
    const { care, counts } = room();
    await care.stop();
    const before = counts().made;
    await care.look();
    expect(counts().made).toBe(before);
  });
});
