/**
 * A page of Chromium on the app's own origin that is not the window: signed in, empty, with one script bundled from the
 * window's player code. So that what is measured is the player and the recorder, not the user interface.
 */
import { chromium, type Browser, type Page } from 'playwright';
import { build, type Plugin } from 'esbuild';
import type { AppProcess } from '../support/app-process.ts';

export class BenchPage implements AsyncDisposable {
  readonly page: Page;
  readonly #browser: Browser;

  constructor(browser: Browser, page: Page) {
    this.#browser = browser;
    this.page = page;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
  }
}

/** `script` is the text of a bundle; it sees an empty document. */
export async function openBenchPage(app: AppProcess, script: string): Promise<BenchPage> {
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM_BIN'] || '/usr/bin/chromium',
    args: ['--no-sandbox', '--autoplay-policy=no-user-gesture-required'],
  });
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 760 } });
    // Takes the cookie without loading the window.
    await context.request.get(app.ready.url, { maxRedirects: 0 });
    const page = await context.newPage();
    page.on('pageerror', (error) => console.error('page:', error));
    await page.goto(new URL('/health', app.ready.url).href);
    await page.setContent('<!doctype html><body></body>');
    await page.addScriptTag({ content: script });
    return new BenchPage(browser, page);
  } catch (error) {
    await browser.close();
    throw error;
  }
}

/** A classic script of a file and all it imports. */
export async function bundle(file: string, plugins: Plugin[] = []): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [file],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'chrome146',
    logLevel: 'warning',
    plugins,
  });
  return outputFiles[0]?.text ?? '';
}
