/**
 * The only place that makes a window. Its options are written out literally, so that a test and a reviewer can see that
 * the page is sandboxed, isolated and without Node. Guards navigation, new windows and webviews of everything in it.
 */
import type { BrowserWindow, BrowserWindowConstructorOptions, WebContents } from 'electron';
import type { Clock } from '../../base/clock.ts';
import { isOwnUrl, WINDOW_URL } from './origin.ts';

/** A page that crashes again and again must not keep the machine busy. */
const REVIVE_INTERVAL_MS = 10_000;

/** `preload` and `icon` are absolute paths of ours. */
export function windowOptions(preload: string, icon: string): BrowserWindowConstructorOptions {
  return {
    width: 1440,
    height: 900,
    minWidth: 1024,
    minHeight: 640,
    show: false,
    title: 'Watchpost',
    icon,
    backgroundColor: '#0f1216',
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  };
}

interface WindowParts {
  readonly BrowserWindow: new (options: BrowserWindowConstructorOptions) => BrowserWindow;
  readonly preload: string;
  readonly icon: string;
  /** DevTools stay shut in what people install. */
  readonly isPackaged: boolean;
  /** False leaves the window hidden until it is asked for (--no-open). */
  readonly show: boolean;
}

/** Makes the guarded window; `load()` it when everything it needs is served. */
export function createWindow({ BrowserWindow, preload, icon, isPackaged, show }: WindowParts) {
  const options = windowOptions(preload, icon);
  const window = new BrowserWindow({
    ...options,
    webPreferences: { ...options.webPreferences, devTools: !isPackaged },
  });
  guardContents(window.webContents);
  if (show) window.once('ready-to-show', () => window.show());
  return { window, load: () => window.loadURL(WINDOW_URL) };
}

/** A page that crashed comes back by itself, at most once per interval; recording never notices. */
export function reviveWindow(window: BrowserWindow, clock: Clock): void {
  let notBefore = 0;
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return;
    const waitMs = Math.max(0, notBefore - clock.monotonicMs());
    notBefore = clock.monotonicMs() + waitMs + REVIVE_INTERVAL_MS;
    clock.after(waitMs, () => {
      if (!window.isDestroyed()) window.webContents.reload();
    });
  });
}

/** Denies every navigation away, every new window, every webview. The window has no link that leads outside. */
export function guardContents(contents: WebContents): void {
  const keepHere = (event: { preventDefault(): void }, url: string) => {
    if (!isOwnUrl(url)) event.preventDefault();
  };
  contents.on('will-navigate', (event) => keepHere(event, event.url));
  contents.on('will-frame-navigate', (event) => keepHere(event, event.url));
  contents.on('will-redirect', (event) => keepHere(event, event.url));
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}
