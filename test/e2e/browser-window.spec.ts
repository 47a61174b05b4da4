/** What only a browser's window meets: its recorder may end without it. */
import { startApp } from '../support/app-process.ts';
import { expect, test } from './fixtures.ts';
import { shareApp } from './support/shared-app.ts';

const shared = shareApp();

test('SHL-3 when the recorder ends, the window says that it cannot see it, and is opened anew with it', async () => {
  const { app, window } = shared;
  const banner = window.getByRole('banner');
  await expect(banner).toContainText('No cameras yet');
  const { port } = new URL(window.url());
  expect(await app.quit()).toBe(0);
  await expect(banner).toContainText('Connection to the recorder is lost');
  await expect(banner).toContainText('Whether recording goes on cannot be seen from here.');
  await expect(banner.getByRole('button', { name: 'Try now' })).toBeVisible();
  const again = await startApp({ dataDir: app.dataDir, flags: ['--port', port] });
  try {
    // A new start has a new key, and this window has the old one only: the app opens its window anew, as here.
    await window.goto(again.ready.url);
    await expect(banner).toContainText('No cameras yet');
  } finally {
    await again.dispose();
  }
});
