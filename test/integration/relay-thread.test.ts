import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readWireHeader } from '../../src-main/relay/viewer-frames.ts';
import { thisTestTries } from '../support/fault-journal.ts';
import {
  outcomeOf,
  hashedPackets,
  readStream,
  startTestRelay,
  type TestRelay,
} from '../support/relay-fixture.ts';
import { until } from '../support/until.ts';

/** Holds the thread up as a bad query or a huge JSON would. */
function blockThread(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

describe('the relay in its thread', () => {
  let relay: TestRelay;
  let folder: string;
  let camera: Worker;
  let url: string;

  beforeEach(async () => {
    relay = await startTestRelay('worker');
    folder = await mkdtemp(path.join(os.tmpdir(), 'watchpost-relay-'));
    camera = new Worker(new URL('../support/demo-camera-thread.ts', import.meta.url));
    [{ url }] = (await once(camera, 'message')) as [{ url: string }];
  });
  afterEach(async () => {
    await relay.close();
    const gone = once(camera, 'exit');
    camera.postMessage('stop');
    await gone;
    await rm(folder, { recursive: true, force: true });
  });

  it('REC-17 loses no picture while the main thread is blocked for 2 s', { timeout: 60_000 }, async () => {
    const figures = thisTestTries('F21');
    const pull = relay.open({ url });
    await pull.ready;
    const file = path.join(folder, 'packets');
    const reader = readStream(pull.localUrl, ['-t', '8', '-f', 'framemd5', file]);
    await until(() => pull.stats()?.readers === 1);
    blockThread(2000);
    await until(() => (pull.stats()?.lastByteAgoMs ?? 9) < 2000);
    blockThread(2000);
    expect((await reader).code).toBe(0);
    const times = hashedPackets(await readFile(file, 'utf8'))
      .filter((packet) => packet.stream === 0)
      .map((packet) => packet.time);
    const steps = times.slice(1).map((time, index) => time - times[index]!);
    expect(times.length).toBeGreaterThan(180);
    expect(Math.max(...steps)).toBeLessThan(0.06);
    expect(pull.stats()).toMatchObject({ lostPackets: 0, slowReaders: 0 });
    figures.lostMs = 0;
  });

  it(
    'LIV-3 hands viewers every picture once a blocked main thread goes on',
    { timeout: 60_000 },
    async () => {
      const pull = relay.open({ url });
      await pull.ready;
      const times: number[] = [];
      relay.watch(pull.id, 1, (frame) => times.push(readWireHeader(frame).timeUs));
      await until(() => times.length > 10);
      blockThread(2000);
      const before = times.length;
      await until(() => times.length > before + 50);
      const steps = times.slice(1).map((time, index) => time - times[index]!);
      expect(Math.max(...steps)).toBeLessThan(60_000);
    },
  );

  it(
    'ends its pulls when it stops unexpectedly, and takes new ones after that',
    { timeout: 60_000 },
    async () => {
      const workerUrl = new URL('../support/fragile-relay-worker.ts', import.meta.url);
      await using fragile = await startTestRelay('worker', { workerUrl });
      const pull = fragile.open({ url });
      await pull.ready;
      fragile.watch(pull.id, 666, () => {});
      expect(await pull.closed).toMatchObject({ code: 'camera-lost' });
      const next = fragile.open({ url });
      expect(await outcomeOf(next)).toBe('ready');
      expect((await readStream(next.localUrl, ['-t', '1', '-f', 'null', '-'])).code).toBe(0);
    },
  );
});
