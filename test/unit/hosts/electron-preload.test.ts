import path from 'node:path';
import vm from 'node:vm';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it, vi } from 'vitest';

const root = path.resolve(import.meta.dirname, '../../..');
let code: string;

beforeAll(async () => {
  const result = await build({
    absWorkingDir: root,
    entryPoints: ['src-main/hosts/electron/preload.ts'],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    packages: 'external',
    write: false,
  });
  code = result.outputFiles[0]?.text ?? '';
});

/** Runs the preload as a sandboxed one: only `electron` can be required, and the page's window is there. */
function runPreload() {
  const exposed: Record<string, unknown> = {};
  const handlers = new Map<string, (...args: unknown[]) => void>();
  const electron = {
    contextBridge: { exposeInMainWorld: (name: string, api: unknown) => (exposed[name] = api) },
    ipcRenderer: {
      send: vi.fn(),
      on: vi.fn((channel: string, handler: () => void) => handlers.set(channel, handler)),
      off: vi.fn((channel: string) => handlers.delete(channel)),
    },
  };
  const window = { postMessage: vi.fn(), location: { origin: 'watchpost://app' } };
  const require = (name: string) => {
    if (name !== 'electron') throw new Error(`the preload asks for ${name}`);
    return electron;
  };
  vm.runInNewContext(code, { require, window, module: { exports: {} }, exports: {} });
  const api = exposed.watchpost as {
    send(text: unknown): void;
    receive(listener: (text: string) => void): () => void;
    openLive(): void;
  };
  return { api, exposed, electron, handlers, window };
}

describe('the preload', () => {
  it('SHL-2 exposes one object of three functions and nothing behind them', () => {
    const { exposed, api } = runPreload();
    expect(Object.keys(exposed)).toEqual(['watchpost']);
    expect(Object.keys(api).toSorted()).toEqual(['openLive', 'receive', 'send']);
    for (const value of Object.values(api)) {
      expect(typeof value).toBe('function');
      expect(Object.keys(value as object)).toEqual([]);
    }
  });

  it('SHL-2 lets only text out, on two channels of its own', () => {
    const { api, electron } = runPreload();
    const hostile = { toString: () => 'text', channel: 'other' };
    api.send('{"jsonrpc":"2.0"}');
    api.send(hostile);
    api.openLive();
    expect(electron.ipcRenderer.send.mock.calls).toEqual([
      ['watchpost.rpc', '{"jsonrpc":"2.0"}'],
      ['watchpost.rpc', 'text'],
      ['watchpost.live'],
    ]);
  });

  it('SHL-2 gives listeners text and never the event', () => {
    const { api, handlers } = runPreload();
    const heard = vi.fn();
    const stop = api.receive(heard);
    handlers.get('watchpost.rpc')?.({ sender: 'secret' }, 'text', 'more');
    expect(heard.mock.calls).toEqual([['text']]);
    expect(stop()).toBeUndefined();
    expect(handlers.has('watchpost.rpc')).toBe(false);
  });

  it('SHL-2 passes a media port on to its own origin only', () => {
    const { handlers, window } = runPreload();
    handlers.get('watchpost.live')?.({ ports: ['port'] });
    expect(window.postMessage).toHaveBeenCalledExactlyOnceWith(
      { type: 'watchpost.live' },
      'watchpost://app',
      ['port'],
    );
  });
});
