/**
 * One app for all tests of a file, in order; and a watch over its page: whatever the page reports as an error or as a
 * breach of its content policy fails the test in which it happened. Never decides what a test does with the app.
 */
import type { Page } from '@playwright/test';
import { expect, openApp, test, type App, type OpenApp } from '../fixtures.ts';

export interface SharedApp {
  readonly app: App;
  readonly window: Page;
}

export interface SharedAppOptions {
  readonly flags?: readonly string[];
  /** Browser host only: a file of the tests in place of the product's entry. */
  readonly entry?: string;
  /** Fills the data folder before the app starts. */
  readonly prepare?: (dataDir: string) => Promise<void>;
}

/** Call once at the top of a spec file. The app starts before the first test and ends after the last. */
export function shareApp({ flags = [], entry, prepare }: SharedAppOptions = {}): SharedApp {
  let open: OpenApp | undefined;
  const complaints: string[] = [];
  test.describe.configure({ mode: 'serial' });
  test.beforeAll(async ({ host, electronExecutable, viewport }) => {
    open = await openApp({
      host,
      electronExecutable,
      flags,
      viewport,
      ...(entry ? { entry } : {}),
      ...(prepare ? { prepare } : {}),
    });
    const { window } = open.app;
    watchPage(window, complaints);
    // The page had begun before it was watched: once more from the start.
    await window.reload();
    await expect(window.getByRole('navigation', { name: 'Screens' })).toBeVisible();
  });
  // Playwright wants the first argument to be a pattern.
  // oxlint-disable-next-line no-empty-pattern
  test.afterEach(async ({}, testInfo) => {
    if (testInfo.status !== testInfo.expectedStatus && open) {
      await testInfo.attach('output of the app', { body: open.app.output(), contentType: 'text/plain' });
      const picture = await open.app.window.screenshot().catch(() => undefined);
      if (picture) await testInfo.attach('window', { body: picture, contentType: 'image/png' });
    }
    expect(complaints.splice(0), 'errors and breaches of the content policy in the page').toEqual([]);
  });
  test.afterAll(async () => open?.end());
  const running = (): App => {
    if (!open) throw new Error('The app is not open yet.');
    return open.app;
  };
  return {
    get app() {
      return running();
    },
    get window() {
      return running().window;
    },
  };
}

/** What a browser itself writes while a server is away, however well the page copes. */
const SERVER_AWAY = /ERR_CONNECTION_REFUSED/;

/** Notes uncaught errors and console errors; content policy breaches arrive as the latter. */
function watchPage(window: Page, complaints: string[]): void {
  window.on('pageerror', (error) => complaints.push(`error: ${error.stack ?? error.message}`));
  window.on('crash', () => complaints.push('the page crashed'));
  window.on('console', (message) => {
    const text = message.text();
    const isError = message.type() === 'error' || /content security policy|trusted type/i.test(text);
    if (isError && !SERVER_AWAY.test(text)) complaints.push(`console: ${text} (${message.location().url})`);
  });
}
