/** One Chromium for the stand-in's windows, spoken to through the debugging protocol on a plain WebSocket. */
import { spawn, type ChildProcess } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { existsSync, mkdirSync } from 'node:fs';
import { browserArguments, findChromium } from '../browser-arguments.ts';

const SETPRIV = '/usr/bin/setpriv';

interface Waiting {
  readonly method: string;
  resolve(result: never): void;
  reject(error: Error): void;
}

export interface CdpResult {
  readonly [key: string]: never;
}

/** Events are emitted as `sessionId:Domain.event`. */
export class Cdp extends EventEmitter {
  readonly #socket: WebSocket;
  readonly #process: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;

  constructor(socket: WebSocket, process: ChildProcess) {
    super();
    this.setMaxListeners(0);
    this.#socket = socket;
    this.#process = process;
    socket.addEventListener('message', ({ data }) => this.#receive(String(data)));
    socket.addEventListener('close', () => {
      for (const { reject, method } of this.#waiting.values())
        reject(new Error(`${method}: Chromium is gone`));
      this.#waiting.clear();
    });
  }

  send<R = CdpResult>(method: string, params: object = {}, sessionId?: string): Promise<R> {
    const id = ++this.#lastId;
    this.#socket.send(JSON.stringify({ id, method, params, sessionId }));
    return new Promise<R>((resolve, reject) => this.#waiting.set(id, { method, resolve, reject }));
  }

  kill(): void {
    this.#process.kill();
  }

  #receive(text: string): void {
    const message = JSON.parse(text) as {
      id?: number;
      method?: string;
      sessionId?: string;
      params?: unknown;
      result?: unknown;
      error?: { message: string };
    };
    if (message.id === undefined) {
      this.emit(`${message.sessionId ?? ''}:${message.method}`, message.params);
      return;
    }
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.error) waiting?.reject(new Error(`${waiting.method}: ${message.error.message}`));
    else waiting?.resolve(message.result as never);
  }
}

let started: Promise<Cdp> | undefined;

/** The one Chromium; started at the first window. */
export function chromium(profileFolder: string): Promise<Cdp> {
  return (started ??= start(profileFolder));
}

/** Ends it, if it was ever started. */
export function endChromium(): void {
  void started?.then((cdp) => cdp.kill()).catch(() => {});
}

async function start(profileFolder: string): Promise<Cdp> {
  mkdirSync(profileFolder, { recursive: true });
  const binary = findChromium();
  const args = [
    '--headless=new',
    ...browserArguments(),
    '--no-default-browser-check',
    '--remote-debugging-port=0',
    `--user-data-dir=${profileFolder}`,
    '--no-startup-window',
  ];
  // A stand-in that is killed must not leave its browser behind.
  const [command, ...before] = existsSync(SETPRIV) ? [SETPRIV, '--pdeathsig', 'KILL', binary] : [binary];
  const child = spawn(command, [...before, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  process.once('exit', () => child.kill());
  const url = await new Promise<string>((resolve, reject) => {
    let text = '';
    child.stderr.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const found = /DevTools listening on (ws:\S+)/.exec(text)?.[1];
      if (found) resolve(found);
    });
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`Chromium ended: ${text.slice(-400)}`)));
  });
  const socket = new WebSocket(url);
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve, { once: true });
    socket.addEventListener('error', reject, { once: true });
  });
  // What a driver of the real binary waits for on stderr.
  process.stderr.write(`DevTools listening on ${url}\n`);
  return new Cdp(socket, child);
}
