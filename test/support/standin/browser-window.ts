/** The stand-in's BrowserWindow: only the sandboxed, isolated kind, on one target of headless Chromium. */
import { EventEmitter } from 'node:events';
import path from 'node:path';
import type { BrowserWindowConstructorOptions } from 'electron';
import { app } from './app.ts';
import { chromium, type Cdp } from './chromium.ts';
import { loud } from './loud.ts';
import { toHttp } from './protocol.ts';
import { applyPermissions } from './session.ts';
import { WebContents } from './web-contents.ts';

const windows = new Map<WebContents, BrowserWindow>();

export class BrowserWindow extends EventEmitter {
  readonly webContents: WebContents;
  readonly #options: BrowserWindowConstructorOptions;
  readonly #attached: Promise<Cdp>;
  readonly #contents = new WebContents();
  #isVisible: boolean;
  #isDestroyed = false;

  static getAllWindows(): BrowserWindow[] {
    return [...windows.values()];
  }

  static fromWebContents(contents: WebContents): BrowserWindow | null {
    return windows.get(contents) ?? null;
  }

  constructor(options: BrowserWindowConstructorOptions = {}) {
    super();
    const { nodeIntegration, contextIsolation, sandbox } = options.webPreferences ?? {};
    if (nodeIntegration || contextIsolation === false || sandbox === false) {
      throw new Error('stand-in: only contextIsolation and sandbox without nodeIntegration are modelled');
    }
    this.#options = options;
    this.#isVisible = options.show !== false;
    this.webContents = loudContents(this.#contents);
    this.#contents.on('stand-in-painted', () => this.emit('ready-to-show'));
    this.#contents.on('close-requested', () => this.close());
    this.#attached = this.#attach();
    this.#attached.catch((error: unknown) => console.error('stand-in: no window', error));
    windows.set(this.webContents, this);
    app.openWindows.add(this);
    app.emit('web-contents-created', {}, this.webContents);
    app.emit('browser-window-created', {}, this);
  }

  async loadURL(url: string): Promise<void> {
    const cdp = await this.#attached;
    const address = await toHttp(url);
    if (address.startsWith('http')) await applyPermissions(cdp, this.webContents, new URL(address).origin);
    await this.#contents.navigate(address);
  }

  close(): void {
    if (this.#isDestroyed) return;
    let prevented = false;
    this.emit('close', { preventDefault: () => (prevented = true) });
    if (!prevented) this.destroy();
  }

  destroy(): void {
    if (this.#isDestroyed) return;
    this.#isDestroyed = true;
    windows.delete(this.webContents);
    this.#contents.end();
    this.emit('closed');
    app.windowGone(this);
  }

  show(): void {
    this.#isVisible = true;
    this.emit('show');
  }

  hide(): void {
    this.#isVisible = false;
    this.emit('hide');
  }

  focus(): void {}
  restore(): void {}
  isMinimized = (): boolean => false;
  isVisible = (): boolean => this.#isVisible && !this.#isDestroyed;
  isDestroyed = (): boolean => this.#isDestroyed;

  async #attach(): Promise<Cdp> {
    const { width = 800, height = 600, webPreferences } = this.#options;
    const cdp = await chromium(path.join(app.getPath('userData'), 'chromium'));
    await this.#contents.attach(cdp, { width, height }, webPreferences?.preload);
    return cdp;
  }
}

/** Private fields do not survive a proxy, so methods are bound to the object behind it. */
function loudContents(contents: WebContents): WebContents {
  const proxy = loud('webContents', contents);
  return new Proxy(proxy, {
    get(_proxy, key) {
      const value: unknown = Reflect.get(proxy, key);
      return typeof value === 'function' ? value.bind(contents) : value;
    },
  });
}

/** What Playwright looks pages up with. */
export const webContents = {
  fromDevToolsTargetId: (targetId: string) =>
    [...windows.keys()].find((contents) => contents.targetId === targetId),
  getAllWebContents: () => [...windows.keys()],
};
