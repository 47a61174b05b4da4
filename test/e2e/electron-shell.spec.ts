/** What only Electron has around the window: navigation, preload, permissions, tray. Runs on the stand-in and the real binary. */
import { expect, test } from './fixtures.ts';

test('SHL-2 the page cannot leave, and opens nothing beside itself', async ({ app, window }) => {
  const url = window.url();
  await window.evaluate(() => {
    globalThis.open('https://example.org/');
    location.href = 'http://127.0.0.1:9/';
  });
  const urls = await app.electron?.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map((each) => each.webContents.getURL()),
  );
  expect(urls).toHaveLength(1);
  expect(urls?.[0]).toMatch(/^watchpost:\/\/app\/index\.html/);
  expect(window.url()).toBe(url);
  await expect(window.getByRole('navigation').first()).toBeVisible();
});

test('SHL-2 the page sees the bridge and nothing else of Electron', async ({ window }) => {
  const seen = await window.evaluate(() => {
    const page = globalThis as never as Record<string, unknown> & { watchpost: object };
    return {
      types: ['require', 'process', 'module', 'ipcRenderer', 'electron', 'Buffer'].map(
        (name) => typeof page[name],
      ),
      bridge: Object.keys(page.watchpost).toSorted(),
      frozen: Object.isFrozen(page.watchpost),
    };
  });
  expect(new Set(seen.types)).toEqual(new Set(['undefined']));
  expect(seen.bridge).toEqual(['openLive', 'receive', 'send']);
  expect(seen.frozen).toBe(true);
});

test('SHL-2 permissions are denied without a question', async ({ window }) => {
  const state = await window.evaluate(
    async () => (await navigator.permissions.query({ name: 'geolocation' })).state,
  );
  expect(state).toBe('denied');
});

test('SHL-1 closing the window hides it and keeps recording, the tray brings it back', async ({
  app,
  window,
}) => {
  const visible = () =>
    app.electron?.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map((each) => each.isVisible()),
    );
  await expect.poll(visible).toEqual([true]);
  await app.electron?.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await expect.poll(visible).toEqual([false]);
  expect(await app.call('cameras.list', {})).toEqual([]);
  await app.electron?.evaluate((electron) => electron.app.emit('second-instance'));
  await expect.poll(visible).toEqual([true]);
  await expect(window.getByRole('navigation').first()).toBeVisible();
});
