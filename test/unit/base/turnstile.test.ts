/** So many at once, the others in order. */
import { expect, it } from 'vitest';
import { Turnstile } from '../../../src-main/base/turnstile.ts';

it('CAM-5 a turnstile lets so many tasks run at once, in order, and a failure makes room', async () => {
  const turnstile = new Turnstile(2);
  const begun: number[] = [];
  let running = 0;
  let most = 0;
  const tasks = [0, 1, 2, 3, 4, 5].map((n) =>
    turnstile.run(async () => {
      begun.push(n);
      most = Math.max(most, (running += 1));
      await Promise.resolve();
      running -= 1;
      if (n % 2 === 1) throw new Error('no picture');
      return n;
    }),
  );
  const settled = await Promise.allSettled(tasks);
  expect(settled.map(({ status }) => status === 'fulfilled')).toEqual([
    true,
    false,
    true,
    false,
    true,
    false,
  ]);
  expect(begun).toEqual([0, 1, 2, 3, 4, 5]);
  expect(most).toBe(2);
});
