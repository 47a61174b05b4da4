/**
 * End-to-end tests: the same specs on every host. `WATCHPOST_HOST=node|standin|electron` picks one; without it all that
 * this machine can run: the browser host, the stand-in for Electron's binary, and the real binary where it is there.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { defineConfig } from '@playwright/test';
import type { HostOptions } from './test/e2e/fixtures.ts';

const electronFolder = path.join(import.meta.dirname, 'node_modules/electron');
const hosts = [
  { name: 'node' },
  { name: 'standin', executable: path.join(import.meta.dirname, 'test/support/standin/electron') },
  { name: 'electron', executable: process.env.ELECTRON_BIN ?? installedElectron() },
] as const;
const wanted = process.env.WATCHPOST_HOST;

export default defineConfig<HostOptions>({
  testDir: 'test/e2e',
  outputDir: 'test-results/e2e',
  // Two cores and real encoders: one app at a time.
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 30_000 },
  forbidOnly: true,
  use: { viewport: { width: 1440, height: 900 } },
  projects: hosts
    .filter(({ name }) => (wanted ? name === wanted : true))
    .filter((host) => host.name === 'node' || host.executable !== undefined)
    .map((host) => ({
      name: host.name,
      // What a browser tab does not have (tray, preload, permissions of the app's own), and what only a tab has.
      testIgnore: host.name === 'node' ? '**/electron-*.spec.ts' : '**/browser-*.spec.ts',
      use: {
        host: host.name,
        ...('executable' in host && host.executable ? { electronExecutable: host.executable } : {}),
      },
    })),
});

function installedElectron(): string | undefined {
  try {
    const file = path.join(
      electronFolder,
      'dist',
      readFileSync(path.join(electronFolder, 'path.txt'), 'utf8'),
    );
    return existsSync(file) ? file : undefined;
  } catch {
    return undefined;
  }
}
