import { EventEmitter } from 'node:events';
import type { IpcMain } from 'electron';
import { beforeEach, describe, expect, it } from 'vitest';
import { ApiRouter } from '../../../src-main/api/router.ts';
import { silentLogger } from '../../../src-main/base/logger.ts';
import { channels } from '../../../src-main/hosts/electron/channels.ts';
import { connectWindows } from '../../../src-main/hosts/electron/ipc.ts';
import { fakeCamera, fakeRecorder, type FakeRecorder } from '../../support/fake-recorder.ts';
import { until } from '../../support/until.ts';

/** One end of a MessagePort as Electron's main process has it. */
class FakePort extends EventEmitter {
  readonly posted: unknown[] = [];
  started = false;
  postMessage(message: unknown): void {
    this.posted.push(message);
  }
  start(): void {
    this.started = true;
  }
}

class FakeContents extends EventEmitter {
  static #lastId = 0;
  readonly id = ++FakeContents.#lastId;
  readonly mainFrame: { url: string };
  readonly sent: [channel: string, text: string][] = [];
  readonly ports: [channel: string, ports: unknown[]][] = [];
  destroyed = false;
  constructor(url: string) {
    super();
    this.mainFrame = { url };
  }
  isDestroyed(): boolean {
    return this.destroyed;
  }
  send(channel: string, text: string): void {
    this.sent.push([channel, text]);
  }
  postMessage(channel: string, _message: unknown, ports: unknown[]): void {
    this.ports.push([channel, ports]);
  }
}

const own = 'watchpost://app/index.html';
let ipcMain: EventEmitter;
let recorder: FakeRecorder;
let channelPorts: { port1: FakePort; port2: FakePort }[];

beforeEach(() => {
  ipcMain = new EventEmitter();
  recorder = fakeRecorder();
  channelPorts = [];
  class FakeChannel {
    port1 = new FakePort();
    port2 = new FakePort();
    constructor() {
      channelPorts.push(this);
    }
  }
  connectWindows({
    ipcMain: ipcMain as unknown as IpcMain,
    MessageChannelMain: FakeChannel as never,
    router: new ApiRouter(recorder, silentLogger),
    recorder,
    logger: silentLogger,
  });
});

const send = (
  sender: FakeContents,
  channel: string,
  args: unknown[],
  senderFrame: unknown = sender.mainFrame,
) => ipcMain.emit(channel, { sender, senderFrame }, ...args);
const request = (method: string, params: unknown = {}) =>
  JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });

describe('the channels between window and main process', () => {
  it('API-1 are exactly those that the contract needs', () => {
    expect(ipcMain.eventNames().toSorted()).toEqual(Object.values(channels).toSorted());
  });

  const messages: Record<string, unknown[]> = {
    [channels.rpc]: [request('cameras.list')],
    [channels.live]: [],
  };
  const strangers: Record<string, (sender: FakeContents) => unknown> = {
    'a foreign page': () => undefined,
    'a frame inside the page': () => ({ url: own }),
    'a frame that is gone': () => null,
  };
  for (const channel of Object.values(channels)) {
    for (const [who, frame] of Object.entries(strangers)) {
      it(`SHL-2 hears nothing on ${channel} from ${who}`, async () => {
        const sender = new FakeContents(who === 'a foreign page' ? 'https://evil.example/' : own);
        send(
          sender,
          channel,
          messages[channel] ?? [],
          frame(sender) === undefined ? sender.mainFrame : frame(sender),
        );
        await new Promise(setImmediate);
        expect(recorder.asked).toEqual([]);
        expect(recorder.livePorts).toEqual([]);
        expect(sender.sent).toEqual([]);
      });
    }
    it(`SHL-2 hears nothing on ${channel} with surprising arguments`, async () => {
      const sender = new FakeContents(own);
      const odd = [
        [{}],
        [null],
        [5],
        [['x']],
        [...(messages[channel] ?? []), 'more'],
        ['x'.repeat((1 << 20) + 1)],
      ];
      for (const args of odd) send(sender, channel, args);
      await new Promise(setImmediate);
      expect(recorder.asked).toEqual([]);
      expect(recorder.livePorts).toEqual([]);
    });
  }

  it('API-1 carry calls and answers of the contract as text', async () => {
    const sender = new FakeContents(own);
    send(sender, channels.rpc, [request('cameras.list')]);
    const [channel, text] = await until(() => sender.sent[0]);
    expect(channel).toBe(channels.rpc);
    expect(JSON.parse(text)).toEqual({ jsonrpc: '2.0', id: 1, result: [fakeCamera] });
  });

  it('API-1 forget a page that was reloaded, crashed or closed, and serve the next one afresh', async () => {
    const sender = new FakeContents(own);
    for (const end of ['did-navigate', 'render-process-gone', 'destroyed']) {
      send(sender, channels.rpc, [request('subscribe', { events: ['problem.cleared'] })]);
      await until(() => recorder.emitter.count('problem.cleared') === 1);
      sender.emit(end);
      expect(recorder.emitter.count('problem.cleared')).toBe(0);
    }
    expect(sender.listenerCount('did-navigate')).toBe(1);
  });

  it('API-1 send nothing to a window that is gone', async () => {
    const sender = new FakeContents(own);
    sender.destroyed = true;
    send(sender, channels.rpc, [request('cameras.list')]);
    await until(() => recorder.asked.length === 1);
    await new Promise(setImmediate);
    expect(sender.sent).toEqual([]);
  });

  it('LIV-3 open one media channel per request, name it first, and measure what the window has not taken', () => {
    const sender = new FakeContents(own);
    send(sender, channels.live, []);
    const { port1, port2 } = channelPorts[0]!;
    expect(sender.ports).toEqual([[channels.live, [port2]]]);
    expect(port1.started).toBe(true);
    expect(port1.posted).toEqual(['{"channel":"channel-1"}']);

    const live = recorder.livePorts[0]!;
    live.send(new Uint8Array(100));
    expect(live.bufferedBytes()).toBe(0);
    port1.emit('message', { data: 40 });
    expect(live.bufferedBytes()).toBe(60);
    for (const data of [1e9, -1, 'x', Number.NaN]) port1.emit('message', { data });
    expect(live.bufferedBytes()).toBe(60);
    let closed = 0;
    live.onClose(() => (closed += 1));
    port1.emit('close');
    expect(closed).toBe(1);
  });
});
