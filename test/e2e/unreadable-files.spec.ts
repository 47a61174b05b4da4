/** Unreadable files on the Health page: listed in words, tried again, shown where they lie; strangers' files beside them. */
import { expect, test } from './fixtures.ts';
import { checkScreen } from './support/look.ts';
import { walkByKeyboard } from './support/keyboard-walk.ts';
import { shareApp } from './support/shared-app.ts';
import { layUnreadableArchive } from './support/unreadable-archive.ts';

const shared = shareApp({ prepare: layUnreadableArchive });

const list = () => shared.window.getByRole('region', { name: 'Unreadable files' });
const rowOf = (why: string) => list().getByRole('row').filter({ hasText: why });

test('PRB-4 window: says of each unreadable file which camera, when, why, how big, and until when', async () => {
  const { window } = shared;
  await window.getByRole('link', { name: 'Health' }).click();
  await expect(list().getByRole('row')).toHaveCount(3);
  const row = rowOf('What is in the file is no video.');
  await expect(row.getByRole('rowheader')).toHaveText('Front door');
  await expect(row).toContainText('123 kB');
  await expect(rowOf('The file was never finished')).toBeVisible();
  await expect(window.getByRole('region', { name: 'Unlisted files' })).toContainText(
    'front-door/holiday.mp4',
  );
  await checkScreen(window);
});

test('PRB-4 window: is used by keyboard alone, also in the smallest window', async () => {
  const { window } = shared;
  const usual = await window.evaluate(() => ({ width: innerWidth, height: innerHeight }));
  await window.setViewportSize({ width: 1024, height: 640 });
  await checkScreen(window);
  const { reached, unseen, missed } = await walkByKeyboard(window);
  expect(reached.filter((name) => name.startsWith('Try again: Front door'))).toHaveLength(2);
  expect({ unseen, missed }).toEqual({ unseen: [], missed: [] });
  await window.setViewportSize(usual);
});

test('PRB-4 window: shows where a file lies', async () => {
  const { app, window } = shared;
  await rowOf('no video')
    .getByRole('button', { name: /^Show in folder/ })
    .click();
  if (app.electron) {
    const shown = await app.electron.evaluate(({ shell }) => (shell as never as { shown: string[] }).shown);
    expect(shown).toHaveLength(1);
    expect(shown[0]).toContain('.quarantine');
    return;
  }
  const dialog = window.getByRole('dialog', { name: 'Where the file lies' });
  await expect(dialog).toContainText(`${app.dataDir}/recordings/.quarantine/front-door__`);
  await checkScreen(window);
  await dialog.getByRole('button', { name: 'Copy path' }).click();
  await expect(dialog.getByRole('status')).toHaveText(/^(Copied\.|The browser does not allow copying)/);
  await window.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
});

test('PRB-4 window: another try says why nothing came of it, or brings the footage back to the timeline', async () => {
  const { app, window } = shared;
  const range = { cameraId: 'front-door', from: Date.now() - 86_400_000, to: Date.now() };
  const before = await app.call('segments.list', range);
  await rowOf('no video')
    .getByRole('button', { name: /^Try again/ })
    .click();
  await expect(rowOf('no video').getByRole('status')).toHaveText(
    'It still cannot be read. What is in the file is no video.',
  );
  await checkScreen(window);
  await rowOf('never finished')
    .getByRole('button', { name: /^Try again/ })
    .click();
  await expect(window.getByText('The file can be read and is on the timeline again.')).toBeVisible();
  await expect(list().getByRole('row')).toHaveCount(2);
  const after = await app.call('segments.list', range);
  const states = ({ segments }: typeof before) => segments.map(({ state }) => state);
  expect([states(before), states(after)]).toEqual([
    ['failed', 'failed'],
    ['ready', 'failed'],
  ]);
  const { stretches } = await app.call('playback.playlist', range);
  expect(stretches).toHaveLength(1);
});
