/** The stand-in's `app`: ready, single instance, paths, and the order of quitting. */
import { EventEmitter } from 'node:events';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { endChromium } from './chromium.ts';

interface ClosableWindow {
  close(): void;
  isDestroyed(): boolean;
}

const switches = new Map(
  process.argv
    .slice(2)
    .map((arg) => /^--([^=]+)=?(.*)$/.exec(arg))
    .filter((match) => match !== null)
    .map(([, name = '', value = '']) => [name, value]),
);

class App extends EventEmitter {
  readonly isPackaged = false;
  readonly name = 'Watchpost';
  readonly commandLine = {
    hasSwitch: (name: string) => switches.has(name),
    getSwitchValue: (name: string) => switches.get(name) ?? '',
    appendSwitch: () => {},
  };
  /** Windows register here, so that `quit` can close them. */
  readonly openWindows = new Set<ClosableWindow>();
  readonly #paths = new Map<string, string>([
    ['home', os.homedir()],
    ['userData', switches.get('user-data-dir') ?? path.join(os.tmpdir(), `standin-${process.pid}`)],
  ]);
  readonly #ready: Promise<void>;
  #isReady = false;
  #isOver = false;

  constructor() {
    super();
    // Electron installs these on POSIX systems before the app's own code runs.
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => this.quit());
    this.#ready = new Promise((resolve) => {
      setImmediate(() => {
        this.#isReady = true;
        this.emit('ready', {});
        resolve();
      });
    });
  }

  whenReady = (): Promise<void> => this.#ready;
  isReady = (): boolean => this.#isReady;
  getPath = (name: string): string => {
    const found = this.#paths.get(name);
    if (found === undefined) throw new Error(`stand-in: app.getPath('${name}') is not modelled`);
    return found;
  };
  setPath = (name: string, folder: string): void => void this.#paths.set(name, folder);
  getVersion = (): string => '0.0.0';

  requestSingleInstanceLock = (): boolean => {
    const file = path.join(this.getPath('userData'), 'SingletonLock');
    mkdirSync(path.dirname(file), { recursive: true });
    if (isRunning(file)) return false;
    writeFileSync(file, String(process.pid));
    process.once('exit', () => rmSync(file, { force: true }));
    return true;
  };

  quit = (): void => {
    if (this.#isOver || this.#isPrevented('before-quit')) return;
    for (const window of this.openWindows) {
      window.close();
      if (!window.isDestroyed()) return;
    }
    if (this.#isPrevented('will-quit')) return;
    this.exit(0);
  };

  exit = (code = 0): void => {
    if (this.#isOver) return;
    this.#isOver = true;
    this.emit('quit', {}, code);
    endChromium();
    setImmediate(() => process.exit(code));
  };

  /** Called by the last window that goes. */
  windowGone(window: ClosableWindow): void {
    this.openWindows.delete(window);
    if (this.openWindows.size > 0 || this.#isOver) return;
    if (this.listenerCount('window-all-closed') > 0) setImmediate(() => this.emit('window-all-closed'));
    else this.quit();
  }

  #isPrevented(event: string): boolean {
    let prevented = false;
    this.emit(event, { preventDefault: () => (prevented = true) });
    return prevented;
  }
}

function isRunning(file: string): boolean {
  try {
    process.kill(Number(readFileSync(file, 'utf8')), 0);
    return true;
  } catch {
    return false;
  }
}

export const app = new App();
