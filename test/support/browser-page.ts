/**
 * A page of Chromium on the app's own origin that is not the window: signed in, empty, with the window's player code in it.
 * For tests of what a browser makes of recorded footage, apart from the user interface.
 */
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { chromium, type Browser, type Page } from 'playwright';
import type { PlaybackWindow } from '../../src-renderer/player/hls-driver.ts';
import type { AppProcess } from './app-process.ts';
import { browserArguments, findChromium } from './browser-arguments.ts';
import type { Watching } from './page/footage-page.ts';

/** What the player asks for when it opens a place: the playlist of a range. */
export type LoadFootage = (from: number, to: number) => Promise<PlaybackWindow>;

export class BrowserPage implements AsyncDisposable {
  /** Errors that nobody in the page caught, in words. */
  readonly errors: string[] = [];
  readonly #browser: Browser;
  readonly #page: Page;
  #load: LoadFootage | undefined;

  private constructor(browser: Browser, page: Page) {
    this.#browser = browser;
    this.#page = page;
    page.on('pageerror', (error) => this.errors.push(String(error.stack ?? error)));
  }

  static async open(app: AppProcess): Promise<BrowserPage> {
    const browser = await chromium.launch({
      executablePath: findChromium(),
      args: ['--headless=new', ...browserArguments()],
    });
    try {
      // As a script signs in: the window's own address works once only, and an app may be looked at by several pages.
      const context = await browser.newContext({
        extraHTTPHeaders: { authorization: `Bearer ${app.ready.token}` },
      });
      const page = await context.newPage();
      const opened = new BrowserPage(browser, page);
      await page.exposeFunction('loadFootage', (from: number, to: number) => opened.#load?.(from, to));
      // A page that does not exist: on the app's origin, and without anything of the window.
      await page.goto(new URL('/empty', app.ready.url).href);
      await page.setContent('<!doctype html><body></body>');
      await page.addScriptTag({ content: await bundle('page/footage-page.ts') });
      return opened;
    } catch (error) {
      await browser.close();
      throw error;
    }
  }

  /** Plays from `from` (UTC ms) with the window's driver until there is no more, nothing to show, or the time is up. */
  watch(load: LoadFootage, from: number, timeoutMs: number): Promise<Watching> {
    this.#load = load;
    return this.#page.evaluate(([at, limit]) => window.footagePage.watch(at, limit), [
      from,
      timeoutMs,
    ] as const);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
  }
}

/** A classic script of a file beside this one and all it imports. */
async function bundle(file: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(file, import.meta.url))],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2024',
    logLevel: 'warning',
  });
  return outputFiles[0]?.text ?? '';
}
