/** Names of run folders as they are read back from a disk: `yyyymmddThhmmssZ-xxxxxx` in UTC (cameras/run-folder.ts makes them). */
const form = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z-[0-9a-z]{6}$/;

/** When the run of a folder began (UTC ms), as its name says; undefined for a folder that is no run's. */
export function runStartOf(folder: string): number | undefined {
  const parts = form.exec(folder)?.slice(1).map(Number);
  if (!parts) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
  const startedAt = Date.UTC(year, month - 1, day, hour, minute, second);
  return startedAt >= 0 ? startedAt : undefined;
}
