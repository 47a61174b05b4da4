import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { makeBell, ring, ThreadRest } from '../../../src-main/relay/thread-rest.ts';

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

describe('the rest of the relay’s thread', () => {
  it('comes once after any number of reads, and only where it may', async () => {
    let asked = 0;
    const rest = new ThreadRest(makeBell(), () => {
      asked += 1;
      return false;
    });
    for (let n = 0; n < 16; n += 1) rest.afterRead();
    await nextTurn();
    expect(asked).toBe(1);
    rest.afterRead();
    await nextTurn();
    expect(asked).toBe(2);
  });

  it('does not begin when the bell rang since the last one', async () => {
    const bell = makeBell();
    const rest = new ThreadRest(bell, () => true);
    ring(bell);
    rest.afterRead();
    await nextTurn();
    expect(bell[0]).toBe(0);
  });

  it('ends by itself, and at once when another thread rings', { timeout: 30_000 }, async () => {
    const bell = makeBell();
    const sleeper = new Worker(
      `const { parentPort, workerData } = require('node:worker_threads');
       parentPort.on('message', () => parentPort.postMessage(Atomics.wait(workerData, 0, 0, 20_000)));`,
      { eval: true, workerData: bell },
    );
    const answer = new Promise((resolve) => sleeper.once('message', resolve));
    sleeper.postMessage('sleep');
    ring(bell);
    // Rung before it slept or while it did: it does not sleep its 20 s.
    expect(['ok', 'not-equal']).toContain(await answer);
    await sleeper.terminate();
    const own = makeBell();
    const rest = new ThreadRest(own, () => true);
    rest.afterRead();
    await nextTurn();
    expect(own[0]).toBe(0);
  });
});
