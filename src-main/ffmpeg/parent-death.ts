/**
 * Makes a child end when the app dies, on Linux, by way of setpriv (util-linux): the kernel then sends the signal.
 * The signal follows the *thread* that spawned, so spawning is done on the main thread only.
 */
import fs from 'node:fs';
import path from 'node:path';

const places = ['/usr/bin/setpriv', '/bin/setpriv'];
let found: string | undefined | null = null;

/** SIGTERM lets FFmpeg finalise its files; what it cannot end (a stopped process) is the ledger's to find. */
export function dieWithParent(binary: string, args: readonly string[]): { file: string; args: string[] } {
  if (found === null) found = findSetpriv();
  return found === undefined
    ? { file: binary, args: [...args] }
    : { file: found, args: ['--pdeathsig', 'TERM', '--', binary, ...args] };
}

function findSetpriv(): string | undefined {
  if (process.platform !== 'linux') return undefined;
  return places.find((place) => {
    try {
      // Busybox has an applet of this name without the option; it is a link to busybox.
      return path.basename(fs.realpathSync(place)) === 'setpriv';
    } catch {
      return false;
    }
  });
}
