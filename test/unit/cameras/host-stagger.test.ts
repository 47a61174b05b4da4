import { describe, expect, it } from 'vitest';
import { HostStagger } from '../../../src-main/cameras/host-stagger.ts';
import { FakeClock, settle } from '../../support/fake-clock.ts';

function storm(count: number) {
  const clock = new FakeClock();
  const stagger = new HostStagger(clock);
  const begin = clock.monotonicMs();
  const went: { n: number; at: number }[] = [];
  for (let n = 0; n < count; n += 1) {
    void stagger.turn('nvr:554', { priority: 'recorder' }).then((may) => {
      if (may) went.push({ n, at: clock.monotonicMs() - begin });
    });
  }
  return { clock, stagger, went };
}

describe('attempts at one host', () => {
  it('REC-15 lets 16 cameras of one recorder go three at a time, in order', async () => {
    const { clock, went } = storm(16);
    await clock.advance(60_000);
    expect(went.map(({ n }) => n)).toEqual(Array.from({ length: 16 }, (_, n) => n));
    expect(went.map(({ at }) => at)).toEqual(
      Array.from({ length: 16 }, (_, n) => Math.floor(n / 3) * 10_000),
    );
    expect(clock.timers).toBe(0);
  });

  it('REC-15 never lets more than three go within any 10 s', async () => {
    const clock = new FakeClock();
    const stagger = new HostStagger(clock);
    const went: number[] = [];
    for (let n = 0; n < 60; n += 1) {
      void stagger.turn('nvr:554', { priority: 'viewer' }).then(() => went.push(clock.monotonicMs()));
      await clock.advance(700 + (n % 7) * 300);
    }
    for (const at of went)
      expect(went.filter((t) => t >= at && t < at + 10_000).length).toBeLessThanOrEqual(3);
  });

  it('REC-5 lets another host go at once', async () => {
    const { stagger } = storm(16);
    await expect(stagger.turn('other:554', { priority: 'recorder' })).resolves.toBe(true);
  });

  it('REC-15 forgets who no longer wants to connect', async () => {
    const { clock, stagger, went } = storm(3);
    const leaving = new AbortController();
    const left = stagger.turn('nvr:554', { priority: 'recorder', signal: leaving.signal });
    const stays = stagger.turn('nvr:554', { priority: 'recorder' });
    leaving.abort();
    await expect(left).resolves.toBe(false);
    await clock.advance(10_000);
    await expect(stays).resolves.toBe(true);
    expect(went).toHaveLength(3);
  });

  it('LIV-3 lets a recorder pass viewers that wait', async () => {
    const { clock, stagger } = storm(3);
    const order: string[] = [];
    void stagger.turn('nvr:554', { priority: 'viewer' }).then(() => order.push('viewer'));
    void stagger.turn('nvr:554', { priority: 'recorder' }).then(() => order.push('recorder'));
    await settle();
    await clock.advance(10_000);
    expect(order).toEqual(['recorder', 'viewer']);
  });
});
