/** What is asked of every screen: no accessibility fault, nothing wider than the window, and a picture for the manual. */
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { expect, type App } from '../fixtures.ts';

const pictures = path.resolve(import.meta.dirname, '../../../docs/screenshots');
/** WCAG 2.2 AA with everything that it includes. */
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** Checks the screen that is shown. */
export async function checkScreen(window: Page): Promise<void> {
  // Skeletons are for waiting; what is judged is what comes after.
  await expect(window.locator('.skeleton')).toHaveCount(0);
  // The usual mode opens a second page, which a desktop window refuses to.
  const { violations } = await new AxeBuilder({ page: window }).setLegacyMode().withTags(rules).analyze();
  const found = violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help} (${node.target.join(' ')})`),
  );
  expect(found, 'accessibility faults').toEqual([]);
  const beyond = await window.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(beyond, 'pixels beyond the right edge').toBeLessThanOrEqual(0);
}

export interface Picture {
  /** `stays`: the pointer belongs into the picture. */
  readonly pointer?: 'away' | 'stays';
  /** What takes a while to appear and would be missed in the picture. */
  readonly showing?: Locator;
}

/** Saves a picture of the window for the manual; one host is enough for that. */
export async function takePicture(
  app: App,
  name: string,
  { pointer = 'away', showing }: Picture = {},
): Promise<void> {
  if (app.host !== 'node') return;
  if (showing) await expect(showing).toBeVisible({ timeout: 60_000 });
  if (pointer === 'away') await app.window.mouse.move(300, 20);
  await expect(app.window.locator('.notice')).toHaveCount(0);
  await app.window.screenshot({ path: path.join(pictures, `${name}.png`) });
}
