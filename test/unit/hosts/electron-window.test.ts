import { EventEmitter } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { BrowserWindow, BrowserWindowConstructorOptions, Session, WebContents } from 'electron';
import { describe, expect, it, vi } from 'vitest';
import { isOwnUrl } from '../../../src-main/hosts/electron/origin.ts';
import { guardPermissions } from '../../../src-main/hosts/electron/permissions.ts';
import { customSchemes, mountProtocol } from '../../../src-main/hosts/electron/protocol.ts';
import {
  createWindow,
  guardContents,
  reviveWindow,
  windowOptions,
} from '../../../src-main/hosts/electron/window.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const foreign = [
  'https://example.org/',
  'http://127.0.0.1:8080/',
  'http://localhost/',
  'file:///etc/passwd',
  'file://server/share',
  'smb://server/share',
  'javascript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'blob:https://example.org/1',
  'about:blank',
  'chrome://settings',
  'devtools://devtools/bundled/inspector.html',
  'view-source:watchpost://app/index.html',
  'watchpost://other/index.html',
  'watchpost://app.evil.example/index.html',
  'watchpost://user@app/index.html',
  'watchpost://app:pass@evil/index.html',
  'watchpost:/app/index.html',
  'ms-settings:privacy',
  'ftp://app/index.html',
  '',
  'not an address',
];

/** Web contents that only remember their handlers. */
function fakeContents() {
  const emitter = new EventEmitter();
  let openHandler: ((details: { url: string }) => { action: string }) | undefined;
  const contents = Object.assign(emitter, {
    setWindowOpenHandler: (handler: typeof openHandler) => (openHandler = handler),
    reload: vi.fn(),
  });
  return {
    contents: contents as unknown as WebContents & { reload: ReturnType<typeof vi.fn> },
    open: (url: string) => openHandler?.({ url }).action,
    /** True when the event was prevented. */
    fire: (event: string, url: string) => {
      let prevented = false;
      emitter.emit(event, { url, preventDefault: () => (prevented = true) }, url);
      return prevented;
    },
  };
}

describe('the window of the Electron host', () => {
  it('SHL-2 is sandboxed, isolated and without Node, and touches no protection of the browser', () => {
    const { webPreferences = {} } = windowOptions('/preload.cjs', '/icon.png');
    expect(webPreferences).toEqual({
      preload: '/preload.cjs',
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    });
  });

  it('SHL-2 is made in one place only, and nowhere are protections switched off', () => {
    const folder = path.resolve(import.meta.dirname, '../../../src-main/hosts/electron');
    const sources = readdirSync(folder).map(
      (name) => [name, readFileSync(path.join(folder, name), 'utf8')] as const,
    );
    expect(sources.filter(([, text]) => /new BrowserWindow\(/.test(text)).map(([name]) => name)).toEqual([
      'window.ts',
    ]);
    const dangerous =
      /webSecurity|allowRunningInsecureContent|experimentalFeatures|enableBlinkFeatures|nodeIntegrationIn|executeJavaScript|insertCSS|setCertificateVerifyProc|certificate-error|enableRemoteModule|loadFile\(|@electron\/remote|ELECTRON_DISABLE_SECURITY|webviewTag: true|sandbox: false|contextIsolation: false|nodeIntegration: true/;
    for (const [name, text] of sources) expect(dangerous.exec(text)?.[0], name).toBeUndefined();
  });

  it('SHL-2 keeps developer tools out of what people install', () => {
    const made: BrowserWindowConstructorOptions[] = [];
    class FakeWindow extends EventEmitter {
      webContents = fakeContents().contents;
      constructor(options: BrowserWindowConstructorOptions) {
        super();
        made.push(options);
      }
    }
    for (const isPackaged of [true, false]) {
      createWindow({
        BrowserWindow: FakeWindow as never,
        preload: '/p',
        icon: '/i',
        isPackaged,
        show: false,
      });
    }
    expect(made.map(({ webPreferences }) => webPreferences?.devTools)).toEqual([false, true]);
  });

  it.each(foreign)('SHL-2 refuses to go to %j, in itself or in a new window', (url) => {
    const { contents, fire, open } = fakeContents();
    guardContents(contents);
    expect(isOwnUrl(url)).toBe(false);
    for (const event of ['will-navigate', 'will-frame-navigate', 'will-redirect'])
      expect(fire(event, url)).toBe(true);
    expect(open(url)).toBe('deny');
  });

  it('SHL-2 lets its own pages reload, opens none in a new window, and attaches no webview', () => {
    const { contents, fire, open } = fakeContents();
    guardContents(contents);
    expect(fire('will-navigate', 'watchpost://app/index.html#/live')).toBe(false);
    expect(open('watchpost://app/index.html')).toBe('deny');
    expect(fire('will-attach-webview', 'watchpost://app/')).toBe(true);
  });

  it('SHL-2 grants notifications and full screen to its own page, and nothing else to anybody', () => {
    type Request = (c: null, permission: string, answer: (granted: boolean) => void, details: object) => void;
    type Check = (c: null, permission: string, origin: string) => boolean;
    let request: Request | undefined;
    let check: Check | undefined;
    let device: (() => boolean) | undefined;
    guardPermissions({
      setPermissionRequestHandler: (handler: Request) => (request = handler),
      setPermissionCheckHandler: (handler: Check) => (check = handler),
      setDevicePermissionHandler: (handler: () => boolean) => (device = handler),
    } as unknown as Session);
    const granted = (permission: string, url: string) => {
      let answer: boolean | undefined;
      request?.(null, permission, (value) => (answer = value), { requestingUrl: url });
      expect(check?.(null, permission, url)).toBe(answer);
      return answer;
    };
    const all =
      'clipboard-read clipboard-sanitized-write display-capture fullscreen geolocation idle-detection media mediaKeySystem midi midiSysex notifications pointerLock keyboardLock openExternal speaker-selection storage-access top-level-storage-access window-management fileSystem hid serial usb unknown deprecated-sync-clipboard-read';
    const given = all.split(' ').filter((permission) => granted(permission, 'watchpost://app/'));
    expect(given).toEqual(['fullscreen', 'notifications']);
    expect(granted('notifications', 'https://example.org/')).toBe(false);
    expect(device?.()).toBe(false);
  });

  it('SHL-2 serves one scheme and one host through the shared handler', async () => {
    let handler: ((request: Request) => Promise<Response>) | undefined;
    const mounted = vi.fn();
    mountProtocol(
      {
        handle: (scheme: string, handle: typeof handler) => {
          mounted(scheme);
          handler = handle;
        },
      } as never,
      async () => new Response('served'),
    );
    expect(mounted).toHaveBeenCalledExactlyOnceWith('watchpost');
    expect(customSchemes).toEqual([
      {
        scheme: 'watchpost',
        privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true },
      },
    ]);
    const ask = async (url: string) => (await handler?.(new Request(url)))?.status;
    expect(await ask('watchpost://app/index.html')).toBe(200);
    expect(await ask('watchpost://other/index.html')).toBe(403);
  });

  it('SHL-2 brings a crashed page back, at most once in ten seconds', async () => {
    const { contents } = fakeContents();
    const clock = new FakeClock();
    reviveWindow({ webContents: contents, isDestroyed: () => false } as unknown as BrowserWindow, clock);
    const crash = (reason: string) => contents.emit('render-process-gone', {}, { reason });
    crash('clean-exit');
    crash('crashed');
    await clock.advance(0);
    expect(contents.reload).toHaveBeenCalledTimes(1);
    crash('oom');
    await clock.advance(9_000);
    expect(contents.reload).toHaveBeenCalledTimes(1);
    await clock.advance(1_000);
    expect(contents.reload).toHaveBeenCalledTimes(2);
  });
});
