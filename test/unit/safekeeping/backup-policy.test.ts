import { describe, expect, it } from 'vitest';
import { BACKUP_AFTER_CHANGE_MS, BACKUP_EVERY_MS } from '../../../shared/model/limits.ts';
import {
  backupName,
  backupTime,
  isBackupDue,
  superfluousBackups,
} from '../../../src-main/safekeeping/backup-policy.ts';

const noon = Date.UTC(2026, 10, 23, 12);
const hour = 3_600_000;

describe('names of backups', () => {
  it('carry the time in UTC and are read back', () => {
    expect(backupName(noon + 999)).toBe('catalogue-2026-11-23T12-00-00Z.db');
    expect(backupTime('catalogue-2026-11-23T12-00-00Z.db')).toBe(noon);
  });

  it.each([
    'catalogue-schema-0003.db',
    'catalogue-2026-11-23T12-00-00Z.db.part',
    'catalogue-2026-02-31T12-00-00Z.db',
    'catalogue-2026-11-23T25-00-00Z.db',
    'catalogue.db',
    '',
  ])('are not taken for: %s', (name) => {
    expect(backupTime(name)).toBeUndefined();
  });
});

describe('when a backup is due', () => {
  it('MIG-1 at first, and a day after the last one', () => {
    expect(isBackupDue({ now: noon })).toBe(true);
    expect(isBackupDue({ now: noon, newestAt: noon - BACKUP_EVERY_MS + 1 })).toBe(false);
    expect(isBackupDue({ now: noon, newestAt: noon - BACKUP_EVERY_MS })).toBe(true);
  });

  it('MIG-1 soon after a camera was changed, but not in the middle of the changing', () => {
    const newestAt = noon - 5 * hour;
    expect(isBackupDue({ now: noon, newestAt, changedAt: noon - 1 })).toBe(false);
    expect(isBackupDue({ now: noon, newestAt, changedAt: noon - BACKUP_AFTER_CHANGE_MS })).toBe(true);
    expect(isBackupDue({ now: noon, newestAt, changedAt: newestAt - 1 })).toBe(false);
  });

  it('when the clock was set back behind the last one', () => {
    expect(isBackupDue({ now: noon, newestAt: noon + hour })).toBe(true);
  });
});

describe('which backups may go', () => {
  const day = (n: number, hours = 0) => backupName(noon - n * 24 * hour + hours * hour);

  it('MIG-1 three days are kept', () => {
    expect(superfluousBackups([day(4), day(0), day(2), day(1), day(3)])).toEqual([day(3), day(4)]);
    expect(superfluousBackups([day(0), day(1), day(2)])).toEqual([]);
  });

  it('of a day with many changes only the newest is kept, and the days before stay', () => {
    expect(superfluousBackups([day(0), day(0, 1), day(0, 2), day(1), day(2)])).toEqual([day(0, 1), day(0)]);
  });

  it('never names a file that is no backup', () => {
    expect(superfluousBackups(['catalogue-schema-0001.db', 'holiday.mp4', '..'])).toEqual([]);
  });
});
