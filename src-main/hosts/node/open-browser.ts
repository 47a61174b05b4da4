/**
 * Opens the window in a browser of the Chromium family, without its address bar and with a profile of its own.
 * The only file of the hosts that starts a process: a fixed list of programs, arguments as a list, no shell.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

interface Machine {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isRoot: boolean;
  readonly exists: (file: string) => boolean;
}

const names = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'microsoft-edge-stable',
  'brave-browser',
];
const macApps = ['Google Chrome', 'Chromium', 'Microsoft Edge', 'Brave Browser'];
const windowsPrograms = [
  'Google\\Chrome\\Application\\chrome.exe',
  'Microsoft\\Edge\\Application\\msedge.exe',
];

/** Full path of a browser that knows --app, or undefined. */
export function findBrowser({ platform, env, exists }: Machine): string | undefined {
  if (env.CHROMIUM_BIN !== undefined && exists(env.CHROMIUM_BIN)) return env.CHROMIUM_BIN;
  return candidates(platform, env).find(exists);
}

function candidates(platform: NodeJS.Platform, env: Machine['env']): string[] {
  if (platform === 'darwin') return macApps.map((app) => `/Applications/${app}.app/Contents/MacOS/${app}`);
  if (platform === 'win32') {
    const folders = [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA].filter(
      (f) => f !== undefined,
    );
    return folders.flatMap((folder) => windowsPrograms.map((program) => path.win32.join(folder, program)));
  }
  const folders = (env.PATH ?? '').split(':').filter((folder) => folder.startsWith('/'));
  return names.flatMap((name) => folders.map((folder) => path.posix.join(folder, name)));
}

/** True when this machine can show a window at all. */
export function hasDisplay({ platform, env }: Pick<Machine, 'platform' | 'env'>): boolean {
  return platform !== 'linux' || Boolean(env.DISPLAY ?? env.WAYLAND_DISPLAY);
}

/** The arguments; `url` is ours, `profileDir` inside the data folder. */
export function browserArguments(url: string, profileDir: string, isRoot: boolean): string[] {
  return [
    `--app=${url}`,
    `--user-data-dir=${profileDir}`,
    '--no-first-run',
    '--no-default-browser-check',
    '--autoplay-policy=no-user-gesture-required',
    // Chromium refuses to start as root with its sandbox.
    ...(isRoot ? ['--no-sandbox'] : []),
  ];
}

/** What the browser needs of our environment; keys of object stores and the like stay here. */
function browserEnvironment(env: Machine['env']): Record<string, string> {
  const secret = /secret|token|password|key|credential/i;
  return Object.fromEntries(
    Object.entries(env).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && !secret.test(entry[0]),
    ),
  );
}

/** Starts the browser and lets it go. False when there is no display or no browser: the address is then printed. */
export function openBrowser(url: string, profileDir: string): boolean {
  const machine: Machine = {
    platform: process.platform,
    env: process.env,
    isRoot: process.getuid?.() === 0,
    exists: existsSync,
  };
  const browser = hasDisplay(machine) ? findBrowser(machine) : undefined;
  if (browser === undefined) return false;
  const child = spawn(browser, browserArguments(url, profileDir, machine.isRoot), {
    detached: true,
    stdio: 'ignore',
    env: browserEnvironment(machine.env),
  });
  child.on('error', () => {});
  child.unref();
  return true;
}
