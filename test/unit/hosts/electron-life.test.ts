import { EventEmitter } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { BrowserWindow } from 'electron';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openSecrets } from '../../../src-main/hosts/electron/keychain-secrets.ts';
import { appMenu } from '../../../src-main/hosts/electron/menu.ts';
import { QuitOrder } from '../../../src-main/hosts/electron/quit.ts';
import { createTray, trayMenu } from '../../../src-main/hosts/electron/tray.ts';
import { FakeClock } from '../../support/fake-clock.ts';

describe('leaving the Electron host', () => {
  function setUp(stop: () => Promise<void>) {
    const order: string[] = [];
    const app = Object.assign(new EventEmitter(), {
      quit: () => {
        let prevented = false;
        app.emit('before-quit', { preventDefault: () => (prevented = true) });
        order.push(prevented ? 'quit prevented' : 'quit');
      },
      exit: (code: number) => order.push(`exit ${code}`),
    });
    const clock = new FakeClock();
    const quitOrder = new QuitOrder({
      app: app as never,
      clock,
      stop: async () => {
        order.push('stop');
        await stop();
        order.push('stopped');
      },
    });
    const window = Object.assign(new EventEmitter(), { hide: () => order.push('hide') });
    const close = () => {
      let prevented = false;
      window.emit('close', { preventDefault: () => (prevented = true) });
      return prevented;
    };
    return { app, clock, quitOrder, order, window: window as unknown as BrowserWindow, close };
  }

  it('SHL-2 hides the window on closing while there is a tray, and goes on recording', () => {
    const { quitOrder, window, close, order } = setUp(async () => {});
    quitOrder.guardWindow(window, () => true);
    expect(close()).toBe(true);
    expect(order).toEqual(['hide']);
  });

  it('SHL-2 stops the recorder once, in order, before it quits', async () => {
    const { app, order } = setUp(async () => {});
    app.quit();
    app.quit();
    await vi.waitFor(() => expect(order.at(-1)).toBe('quit'));
    expect(order).toEqual(['stop', 'quit prevented', 'quit prevented', 'stopped', 'quit']);
  });

  it('SHL-2 quits on closing where there is no tray to come back from', async () => {
    const { quitOrder, window, close, order } = setUp(async () => {});
    quitOrder.guardWindow(window, () => false);
    expect(close()).toBe(true);
    await vi.waitFor(() => expect(order.at(-1)).toBe('quit'));
    expect(close()).toBe(false);
  });

  it('SHL-2 gives up a stop that hangs, and says so by its exit status', async () => {
    const { app, clock, order } = setUp(() => new Promise(() => {}));
    app.quit();
    await clock.advance(20_000);
    expect(order).toContain('exit 1');
  });

  it('SHL-2 ends with status 1 when the stop fails', async () => {
    const { app, order } = setUp(() => Promise.reject(new Error('disk')));
    app.quit();
    await vi.waitFor(() => expect(order.at(-1)).toBe('exit 1'));
  });

  it('SHL-2 offers opening and quitting in the tray, and lives without one', () => {
    const chosen: string[] = [];
    const menu = trayMenu(
      () => chosen.push('open'),
      () => chosen.push('quit'),
    );
    for (const item of menu) item.click?.({} as never, undefined, {} as never);
    expect(chosen).toEqual(['open', 'quit']);
    const NoTray = vi.fn(function refuse() {
      throw new Error('no tray here');
    });
    const parts = { buildMenu: () => ({}) as never, image: {} as never, open: () => {}, quit: () => {} };
    expect(createTray({ ...parts, Tray: NoTray as never })).toBeUndefined();
  });

  it('SHL-2 has no menu entry that opens developer tools', () => {
    for (const platform of ['linux', 'darwin', 'win32'] as const) {
      expect(JSON.stringify(appMenu(platform))).not.toMatch(/devtools|reload/i);
    }
  });
});

describe('passwords under Electron', () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(path.join(os.tmpdir(), 'watchpost-keychain-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  const keychain = (backend = 'gnome_libsecret', available = true) => ({
    isAsyncEncryptionAvailable: async () => available,
    getSelectedStorageBackend: () => backend as 'kwallet',
    encryptStringAsync: async (text: string) => Buffer.from([...text].toReversed().join('')),
    decryptStringAsync: async (bytes: Buffer) => {
      if (bytes.toString() === 'broken') throw new Error('locked');
      return { result: [...bytes.toString()].toReversed().join(''), shouldReEncrypt: false };
    },
  });

  it('CAM-4 are sealed by the keychain where there is one', async () => {
    const secrets = await openSecrets(folder, keychain(), 'linux');
    await secrets.set('cam-1', 'hunter2-secret');
    expect(await secrets.get('cam-1')).toBe('hunter2-secret');
    const file = path.join(folder, 'keychain.json');
    expect(readFileSync(file, 'utf8')).not.toContain('hunter2');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await secrets.delete('cam-1');
    expect(await secrets.get('cam-1')).toBeUndefined();
  });

  it.each([
    ['basic_text', true],
    ['gnome_libsecret', false],
  ])(
    'CAM-4 lie in the encrypted file where the keychain is %s and available %s',
    async (backend, available) => {
      const secrets = await openSecrets(folder, keychain(backend, available), 'linux');
      await secrets.set('cam-1', 'hunter2-secret');
      const text = readFileSync(path.join(folder, 'secrets.json'), 'utf8');
      expect(text).not.toContain('hunter2');
      expect(text).not.toContain(Buffer.from('hunter2-secret').toString('base64'));
    },
  );

  it('CAM-4 move from the file to the keychain when they are set again', async () => {
    await (await openSecrets(folder, keychain('basic_text'), 'linux')).set('cam-1', 'old');
    const secrets = await openSecrets(folder, keychain(), 'linux');
    expect(await secrets.get('cam-1')).toBe('old');
    await secrets.set('cam-1', 'new');
    expect(await (await openSecrets(folder, keychain('basic_text'), 'linux')).get('cam-1')).toBeUndefined();
    expect(await secrets.get('cam-1')).toBe('new');
  });

  it('CAM-4 say so in words when the keychain does not give one out', async () => {
    const secrets = await openSecrets(folder, keychain(), 'linux');
    await secrets.set('cam-1', 'nekorb');
    await expect(secrets.get('cam-1')).rejects.toMatchObject({ code: -1023 });
  });
});
