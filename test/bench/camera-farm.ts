/** The benchmark's side of the simulated cameras: starts their process, knows their addresses, asks what they sent. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { DemoCameraStats } from '../../src-main/demo/demo-camera.ts';
import type { SentFrame } from '../../src-main/demo/send-log.ts';

export interface FarmQuestion {
  readonly id: number;
  readonly what: 'stats' | 'sendLog';
  readonly camera?: number;
  readonly from?: number;
  readonly to?: number;
}

export interface FarmAnswer {
  readonly id: number;
  readonly stats: readonly DemoCameraStats[];
  readonly sent: readonly SentFrame[];
}

export class CameraFarm implements AsyncDisposable {
  /** One address per camera; no sign-in. */
  readonly urls: readonly string[];
  readonly #child: ChildProcess;
  #lastId = 0;

  constructor(child: ChildProcess, urls: readonly string[]) {
    this.#child = child;
    this.urls = urls;
  }

  /** What each camera has seen of connections. */
  async stats(): Promise<readonly DemoCameraStats[]> {
    return (await this.#ask({ what: 'stats' })).stats;
  }

  /** Frames that a camera put on a socket in [from, to], UTC ms. */
  async sendLog(camera: number, from: number, to: number): Promise<readonly SentFrame[]> {
    return (await this.#ask({ what: 'sendLog', camera, from, to })).sent;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await gone;
  }

  #ask(question: Omit<FarmQuestion, 'id'>): Promise<FarmAnswer> {
    const id = ++this.#lastId;
    return new Promise((resolve) => {
      const hear = (answer: FarmAnswer) => {
        if (answer.id !== id) return;
        this.#child.off('message', hear);
        resolve(answer);
      };
      this.#child.on('message', hear);
      this.#child.send({ id, ...question });
    });
  }
}

/** Resolves when all cameras can be reached. The first start on a machine makes the clips (some seconds). */
export async function startCameraFarm(count: number): Promise<CameraFarm> {
  const file = path.join(import.meta.dirname, 'camera-farm-process.ts');
  const child = fork(file, [String(count)], { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const [first] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => Promise.reject(new Error('The simulated cameras did not start.'))),
  ])) as [{ urls: string[] }];
  return new CameraFarm(child, first.urls);
}
