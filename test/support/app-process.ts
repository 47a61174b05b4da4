/**
 * Watchpost as a process of its own, as an operator starts it: the browser host with a temporary data folder.
 * Waits for the ready line, gives a client and the exit status; ends only the process it started.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { connectRpc, type SocketClient } from './rpc-socket.ts';

const root = path.resolve(import.meta.dirname, '../..');
const builtEntry = path.join(root, 'out/main/node-host.mjs');
const sourceEntry = path.join(root, 'src-main/hosts/node/main.ts');
/** Includes making the demo clip on a slow machine. */
const READY_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 30_000;

export interface ReadyLine {
  readonly ready: true;
  readonly url: string;
  readonly rpc: string;
  readonly token: string;
  readonly pid: number;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface AppOptions {
  /** `built` when out/ is there, else `source`; or a file of the tests. */
  readonly entry?: string;
  /** Made and removed by the process object when absent. */
  readonly dataDir?: string;
  readonly flags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** A started process, ready or not. */
export class AppProcess {
  readonly dataDir: string;
  readonly exited: Promise<Exit>;
  readonly child: ChildProcess;
  readonly #ownsDataDir: boolean;
  readonly #clients: SocketClient[] = [];
  #ready: ReadyLine | undefined;
  #stdout = '';
  #stderr = '';

  constructor({ entry, dataDir, flags = [], env = {} }: AppOptions = {}) {
    this.#ownsDataDir = dataDir === undefined;
    this.dataDir = dataDir ?? mkdtempSync(path.join(os.tmpdir(), 'watchpost-app-'));
    const file = entry ?? (existsSync(builtEntry) ? builtEntry : sourceEntry);
    const args = [file, '--data', this.dataDir, '--port', '0', '--no-open', ...flags];
    this.child = spawn(process.execPath, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH ?? '', HOME: this.dataDir, NODE_NO_WARNINGS: '1', ...env },
    });
    this.child.stdout?.on('data', (chunk: Buffer) => (this.#stdout += chunk.toString()));
    this.child.stderr?.on('data', (chunk: Buffer) => (this.#stderr += chunk.toString()));
    this.exited = new Promise((resolve) => {
      this.child.once('close', (code, signal) => resolve({ code, signal }));
    });
  }

  get stdout(): string {
    return this.#stdout;
  }

  get stderr(): string {
    return this.#stderr;
  }

  /** What the ready line said; throws before `waitUntilReady`. */
  get ready(): ReadyLine {
    if (!this.#ready) throw new Error('The app is not ready.');
    return this.#ready;
  }

  /** Resolves with the first line of stdout that parses as JSON with `ready`. */
  waitUntilReady(timeoutMs = READY_TIMEOUT_MS): Promise<ReadyLine> {
    return new Promise((resolve, reject) => {
      const fail = (why: string) =>
        reject(new Error(`${why}\nstdout: ${this.#stdout}\nstderr: ${this.#stderr}`));
      const timer = setTimeout(() => fail(`The app was not ready within ${timeoutMs} ms.`), timeoutMs);
      const look = () => {
        const line = this.#stdout.split('\n').slice(0, -1).map(parseReady).find(Boolean);
        if (!line) return;
        clearTimeout(timer);
        this.child.stdout?.off('data', look);
        this.#ready = line;
        resolve(line);
      };
      this.child.stdout?.on('data', look);
      look();
      void this.exited.then(({ code, signal }) => {
        clearTimeout(timer);
        fail(`The app ended before it was ready (${code ?? signal}).`);
      });
    });
  }

  /** A client with this run's token; ended together with the process. */
  async client(): Promise<SocketClient> {
    const client = await connectRpc(this.ready.rpc, this.ready.token);
    this.#clients.push(client);
    return client;
  }

  /** Asks the app over HTTP with its token. `target` is a path or a URL relative to the server. */
  fetch(target: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${this.ready.token}`);
    return fetch(new URL(target, this.ready.url.replace(/login.*$/, '')), { ...init, headers });
  }

  /** Orderly stop; resolves with the exit status. Killed when that takes too long. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<Exit> {
    for (const client of this.#clients.splice(0)) client.end();
    this.child.kill(signal);
    const timer = setTimeout(() => this.child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    const exit = await this.exited;
    clearTimeout(timer);
    return exit;
  }

  /** Ends it at once, as a crash would; resolves when it is gone. */
  async kill(): Promise<Exit> {
    for (const client of this.#clients.splice(0)) client.end();
    this.child.kill('SIGKILL');
    return this.exited;
  }

  /** Kills what still runs and removes a data folder of our own. */
  async dispose(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) await this.kill();
    if (this.#ownsDataDir) rmSync(this.dataDir, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Starts the app and waits until it is ready. */
export async function startApp(options: AppOptions = {}): Promise<AppProcess> {
  const app = new AppProcess(options);
  try {
    await app.waitUntilReady();
    return app;
  } catch (error) {
    await app.dispose();
    throw error;
  }
}

function parseReady(line: string): ReadyLine | undefined {
  try {
    const value = JSON.parse(line) as Partial<ReadyLine> | null;
    return value?.ready === true ? (value as ReadyLine) : undefined;
  } catch {
    return undefined;
  }
}
