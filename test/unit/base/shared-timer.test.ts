import { describe, expect, it } from 'vitest';
import { sharedEvery } from '../../../src-main/base/shared-timer.ts';
import { FakeClock } from '../../support/fake-clock.ts';

describe('a timer that many share', () => {
  it('calls all of them at one moment, from their beginning to their end', async () => {
    const clock = new FakeClock();
    const calls: string[] = [];
    const note = (name: string) => () => calls.push(`${name}@${clock.monotonicMs() - from}`);
    const from = clock.monotonicMs();
    const first = sharedEvery(clock, 1_000, note('a'));
    await clock.advance(400);
    const second = sharedEvery(clock, 1_000, note('b'));
    await clock.advance(1_700);
    first.cancel();
    await clock.advance(1_000);
    second.cancel();
    await clock.advance(5_000);
    expect(calls).toEqual(['a@1000', 'b@1000', 'a@2000', 'b@2000', 'b@3000']);
  });

  it('begins anew after the last one left, and keeps intervals and clocks apart', async () => {
    const clock = new FakeClock();
    const other = new FakeClock();
    let calls = 0;
    sharedEvery(clock, 1_000, () => (calls += 1)).cancel();
    const again = sharedEvery(clock, 1_000, () => (calls += 1));
    const slow = sharedEvery(clock, 5_000, () => (calls += 100));
    const elsewhere = sharedEvery(other, 1_000, () => (calls += 1_000));
    await clock.advance(5_000);
    expect(calls).toBe(105);
    for (const timer of [again, slow, elsewhere]) timer.cancel();
  });

  it('goes on when one of them leaves during its call', async () => {
    const clock = new FakeClock();
    const calls: string[] = [];
    const leaving = sharedEvery(clock, 1_000, () => {
      calls.push('leaving');
      leaving.cancel();
    });
    const staying = sharedEvery(clock, 1_000, () => calls.push('staying'));
    await clock.advance(2_000);
    staying.cancel();
    expect(calls).toEqual(['leaving', 'staying', 'staying']);
  });
});
