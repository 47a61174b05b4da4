/** Where Watchpost keeps its one folder by default, and that only its owner can look into it. */
import { chmodSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { StartRefused } from './start-refused.ts';

interface Place {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The folder the operating system means for such data; the same for both hosts, so that they share one lock. */
export function defaultDataFolder({ platform, home, env }: Place): string {
  if (platform === 'win32') {
    const base = env.LOCALAPPDATA ?? path.win32.join(home, 'AppData', 'Local');
    return path.win32.join(base, 'Watchpost');
  }
  if (platform === 'darwin') return path.posix.join(home, 'Library/Application Support/Watchpost');
  const base = env.XDG_DATA_HOME?.startsWith('/') ? env.XDG_DATA_HOME : path.posix.join(home, '.local/share');
  return path.posix.join(base, 'watchpost');
}

/** Creates the folder with owner-only rights, or tightens them; a StartRefused when that cannot be done. */
export function prepareDataFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (process.platform !== 'win32') chmodSync(folder, 0o700);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new StartRefused(`The data folder ${folder} cannot be created or made private (${code}).`);
  }
}
