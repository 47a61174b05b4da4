/**
 * One app per test, on whichever host the project names, with a data folder of its own: `window` is its page, `app` the rest.
 * Specs are written once; what only one host has is asked for explicitly (`app.electron`, `app.server`).
 */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  _electron,
  chromium,
  test as base,
  type ElectronApplication,
  type Page,
  type ViewportSize,
} from '@playwright/test';
import type { CallName, Params, Result } from '../../shared/contract/names.ts';
import { AppProcess } from '../support/app-process.ts';
import { browserArguments, findChromium } from '../support/browser-arguments.ts';

export type HostName = 'node' | 'standin' | 'electron';

export interface HostOptions {
  readonly host: HostName;
  readonly electronExecutable: string | undefined;
  /** Flags after `--data`, for example `['--demo', '2']`. */
  readonly flags: readonly string[];
}

/** The running app, as a spec sees it on every host. */
export interface App {
  readonly host: HostName;
  readonly dataDir: string;
  readonly window: Page;
  /** Only under Electron or its stand-in. */
  readonly electron?: ElectronApplication;
  /** Only on the browser host. */
  readonly server?: AppProcess;
  /** Everything the app wrote to stdout and stderr. */
  output(): string;
  /** One call of the contract, beside the window's own. */
  call<K extends CallName>(method: K, params: Params<K>): Promise<Result<K>>;
  /** Orderly end; resolves with the exit status. */
  quit(): Promise<number | null>;
}

interface Fixtures {
  readonly app: App;
  readonly window: Page;
}

const root = path.resolve(import.meta.dirname, '../..');

export const test = base.extend<Fixtures & HostOptions>({
  host: ['node', { option: true }],
  electronExecutable: [undefined, { option: true }],
  flags: [[], { option: true }],
  app: async ({ host, electronExecutable, flags, viewport }, use, testInfo) => {
    const { app, end } = await openApp({ host, electronExecutable, flags, viewport });
    try {
      await use(app);
    } finally {
      if (testInfo.status !== testInfo.expectedStatus) {
        await testInfo.attach('output of the app', { body: app.output(), contentType: 'text/plain' });
      }
      await end();
    }
  },
  window: async ({ app }, use) => use(app.window),
});

export { expect } from '@playwright/test';

export interface OpenApp {
  readonly app: App;
  /** Ends what still runs and removes the data folder. */
  end(): Promise<void>;
}

/** An app with a data folder of its own, for specs that share one among their tests; `prepare` may fill the folder first. */
export async function openApp({
  host,
  electronExecutable,
  flags,
  viewport,
  entry,
  prepare,
}: HostOptions & {
  readonly viewport: ViewportSize | null;
  /** Browser host only. */
  readonly entry?: string;
  readonly prepare?: (dataDir: string) => Promise<void>;
}): Promise<OpenApp> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'watchpost-e2e-'));
  await prepare?.(dataDir);
  const { app, end } = await (host === 'node'
    ? startBrowserHost({ dataDir, flags, viewport, entry })
    : startElectron({ host, dataDir, flags, electronExecutable }));
  return {
    app,
    end: async () => {
      await end();
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}

interface Start {
  readonly dataDir: string;
  readonly flags: readonly string[];
}

async function startBrowserHost({
  dataDir,
  flags,
  viewport,
  entry,
}: Start & { viewport: ViewportSize | null; entry: string | undefined }) {
  const server = new AppProcess({ dataDir, flags, ...(entry === undefined ? {} : { entry }) });
  const browser = await chromium.launch({
    executablePath: findChromium(),
    args: ['--headless=new', ...browserArguments()],
  });
  const context = await browser.newContext({ viewport });
  const window = await context.newPage();
  await window.goto((await server.waitUntilReady()).url);
  const client = await server.client();
  const app: App = {
    host: 'node',
    dataDir,
    window,
    server,
    output: () => server.stdout + server.stderr,
    call: (method, params) => client.call(method, ...([params] as never)),
    quit: async () => (await server.stop()).code,
  };
  return {
    app,
    end: async () => {
      await browser.close();
      if (server.child.exitCode === null && server.child.signalCode === null) await server.stop();
    },
  };
}

async function startElectron({
  host,
  dataDir,
  flags,
  electronExecutable,
}: Start & Pick<HostOptions, 'host' | 'electronExecutable'>) {
  if (electronExecutable === undefined) throw new Error('There is no Electron to start.');
  let output = '';
  const electron = await _electron.launch({
    executablePath: electronExecutable,
    cwd: root,
    args: [`--user-data-dir=${path.join(dataDir, 'window')}`, root, '--data', dataDir, ...flags],
    env: { ...(process.env as Record<string, string>), NODE_NO_WARNINGS: '1' },
    timeout: 90_000,
  });
  const child = electron.process();
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const window = await electron.firstWindow({ timeout: 90_000 });
  // The window exists before its page does.
  await window.waitForURL(/\/index\.html/);
  const app: App = {
    host,
    dataDir,
    window,
    electron,
    output: () => output,
    call: (method, params) => callThroughWindow(window, method, params),
    quit: async () => {
      // The answer may not come any more: the process ends.
      await electron.evaluate(({ app }) => app.quit()).catch(() => {});
      return exited;
    },
  };
  return {
    app,
    end: async () => {
      if (child.exitCode === null && child.signalCode === null) await app.quit();
    },
  };
}

/** Speaks JSON-RPC over the preload's pipe, beside the window's own client, with ids that it never uses. */
async function callThroughWindow<K extends CallName>(
  window: Page,
  method: K,
  params: Params<K>,
): Promise<Result<K>> {
  const answer = await window.evaluate(
    ([method, params]) =>
      new Promise<{ result?: unknown; error?: { code: number; message: string } }>((resolve) => {
        const bridge = (globalThis as never as { watchpost: Bridge }).watchpost;
        const id = `test-${Math.random()}`;
        const stop = bridge.receive((text) => {
          const message = JSON.parse(text) as { id?: unknown };
          if (message.id !== id) return;
          stop();
          resolve(message as object);
        });
        bridge.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
      }),
    [method, params] as const,
  );
  if (answer.error) throw Object.assign(new Error(answer.error.message), { code: answer.error.code });
  return answer.result as Result<K>;
}

interface Bridge {
  send(text: string): void;
  receive(listener: (text: string) => void): () => void;
}
