/** Walks through a screen with the Tab key as somebody without a mouse does, and says where that fails. */
import type { Page } from '@playwright/test';

const TABS_MAX = 120;

export interface Walk {
  /** Names of the controls, in the order they were reached. */
  readonly reached: string[];
  /** Controls whose focus could not be seen. */
  readonly unseen: string[];
  /** Controls that the Tab key never came to. */
  readonly missed: string[];
}

type Stop =
  | { readonly kind: 'outside' }
  | { readonly kind: 'again' }
  | { readonly kind: 'new'; readonly name: string; readonly visible: boolean };

/** Presses Tab until it comes round. */
export async function walkByKeyboard(window: Page): Promise<Walk> {
  await window.evaluate(() => {
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    for (const element of document.querySelectorAll('[data-walked]')) element.removeAttribute('data-walked');
  });
  const reached: string[] = [];
  const unseen: string[] = [];
  for (let tabs = 0; tabs < TABS_MAX; tabs += 1) {
    await window.keyboard.press('Tab');
    const stop = await window.evaluate(lookAtFocus);
    if (stop.kind === 'outside') continue;
    if (stop.kind === 'again') break;
    reached.push(stop.name);
    if (!stop.visible) unseen.push(stop.name);
  }
  return { reached, unseen, missed: await window.evaluate(listMissed) };
}

/** In the page: what has the focus, can it be seen, and was it there before? */
function lookAtFocus(): Stop {
  const element = document.activeElement;
  // Between the last control and the first lies the browser's own frame.
  if (!(element instanceof HTMLElement) || element === document.body) return { kind: 'outside' };
  if (element.dataset['walked'] !== undefined) return { kind: 'again' };
  element.dataset['walked'] = '';
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  const outlined = style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) >= 1;
  const inSight = box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth;
  const shown = element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const name = element.getAttribute('aria-label') ?? (element.textContent || element.tagName);
  return {
    kind: 'new',
    name: name.trim(),
    visible: shown && inSight && (outlined || style.boxShadow !== 'none'),
  };
}

/** In the page: controls in sight that were not walked through. Of a radio group one is enough. */
function listMissed(): string[] {
  const all = [...document.querySelectorAll<HTMLElement>('a[href], button, input, select, [tabindex="0"]')];
  return all
    .filter(
      (element) =>
        element.dataset['walked'] === undefined &&
        element.tabIndex >= 0 &&
        !element.matches(':disabled') &&
        element.checkVisibility({ visibilityProperty: true }),
    )
    .filter((element) => {
      const group = element.closest('[role="radiogroup"], fieldset');
      return !group?.querySelector('[data-walked]');
    })
    .map((element) => (element.getAttribute('aria-label') ?? element.textContent ?? element.tagName).trim());
}
