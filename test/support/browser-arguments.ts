/** The Chromium of the tests: which one, and the switches that keep it quiet (no GPU, no network of its own, no first-run pages). */
import { existsSync } from 'node:fs';
import path from 'node:path';

/** CHROMIUM_BIN, or the first of the family on PATH; throws when there is none. */
export function findChromium(): string {
  if (process.env.CHROMIUM_BIN) return process.env.CHROMIUM_BIN;
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];
  const found = names.flatMap((name) => folders.map((folder) => path.join(folder, name))).find(existsSync);
  if (found === undefined) throw new Error('No Chromium on PATH; set CHROMIUM_BIN.');
  return found;
}

/** As root Chromium starts only without its sandbox. */
export function browserArguments(): string[] {
  return [
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--autoplay-policy=no-user-gesture-required',
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ];
}
