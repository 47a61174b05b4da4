/** The shell around the window, the same on every host. */
import { expect, test } from './fixtures.ts';

test('SHL-3 the window opens, and the app stops in order', async ({ app, window }) => {
  await expect(window).toHaveTitle('Watchpost');
  await expect(window.getByRole('navigation').first()).toBeVisible();
  expect(await app.call('cameras.list', {})).toEqual([]);
  expect((await app.call('app.get', {})).host).toBe(app.host === 'node' ? 'node' : 'electron');
  expect(await app.quit()).toBe(0);
  expect(app.output()).toContain('Watchpost stopped.');
});

test('SHL-2 the page runs nothing that it did not bring along', async ({ window }) => {
  const violations = await window.evaluate(async () => {
    const seen: string[] = [];
    document.addEventListener('securitypolicyviolation', (event) => seen.push(event.effectiveDirective));
    const state = globalThis as { ran?: string };
    const attempt = (f: () => void) => {
      try {
        f();
      } catch {
        // Refused: what this test hopes for.
      }
    };
    attempt(() => {
      const script = document.createElement('script');
      script.textContent = 'globalThis.ran = "inline"';
      document.head.append(script);
    });
    // oxlint-disable-next-line no-implied-eval -- text as code is what must not run
    attempt(() => setTimeout('globalThis.ran = "timer"' as never));
    attempt(() => document.body.insertAdjacentHTML('beforeend', '<img src=x onerror="ran = 1">'));
    const image = new Image();
    const failed = new Promise((resolve) => image.addEventListener('error', () => resolve('blocked')));
    image.src = 'https://example.org/pixel.png';
    const fetched = await fetch('https://example.org/').then(
      () => 'fetched',
      () => 'blocked',
    );
    await new Promise((resolve) => setTimeout(resolve));
    return { ran: state.ran, image: await failed, fetched, seen };
  });
  expect(violations.ran).toBeUndefined();
  expect([violations.image, violations.fetched]).toEqual(['blocked', 'blocked']);
  expect(violations.seen).toEqual(expect.arrayContaining(['img-src', 'connect-src']));
});

test('SHL-2 a reloaded page works like a fresh one', async ({ window }) => {
  await window.reload();
  await expect(window.getByRole('navigation').first()).toBeVisible();
});
