/**
 * When a copy of the catalogue is due, what it is called, and which older ones may go. Pure.
 * Three days' copies are kept: of one day only the newest, so that a day of many changes does not push out the days before.
 */
import { BACKUP_AFTER_CHANGE_MS, BACKUP_EVERY_MS, BACKUPS_KEPT } from '../../shared/model/limits.ts';

const form = /^catalogue-(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)Z\.db$/;

/** `catalogue-2026-11-23T12-00-00Z.db`. */
export function backupName(at: number): string {
  return `catalogue-${stamp(at)}.db`;
}

/** UTC, to the second, without characters that a file system minds. */
export function stamp(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replaceAll(':', '-') + 'Z';
}

/** When the backup of this name was made (UTC ms); undefined for any other name. */
export function backupTime(name: string): number | undefined {
  const [, day = '', hour = '', minute = '', second = ''] = form.exec(name) ?? [];
  const at = Date.parse(`${day}T${hour}:${minute}:${second}Z`);
  return Number.isFinite(at) && backupName(at) === name ? at : undefined;
}

export interface BackupFacts {
  /** Of the newest copy; none yet when absent. */
  readonly newestAt?: number;
  /** When the operator last changed something that only the catalogue holds (a camera). */
  readonly changedAt?: number;
  readonly now: number;
}

/** A day after the last one, and soon after the operator changed something. A clock that was set back counts as a day. */
export function isBackupDue({ newestAt, changedAt, now }: BackupFacts): boolean {
  if (newestAt === undefined || now < newestAt || now - newestAt >= BACKUP_EVERY_MS) return true;
  return changedAt !== undefined && changedAt > newestAt && now - changedAt >= BACKUP_AFTER_CHANGE_MS;
}

/** Names of the copies that newer ones make superfluous; names that are no backup's are never among them. */
export function superfluousBackups(names: readonly string[]): string[] {
  const backups = names
    .map((name) => ({ name, at: backupTime(name) }))
    .filter((backup) => backup.at !== undefined)
    .toSorted((a, b) => b.at! - a.at!);
  const days = new Set<string>();
  return backups
    .filter(({ at }) => {
      const day = new Date(at!).toISOString().slice(0, 10);
      const isNewestOfDay = !days.has(day);
      days.add(day);
      return !isNewestOfDay || days.size > BACKUPS_KEPT;
    })
    .map(({ name }) => name);
}
