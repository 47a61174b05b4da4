/**
 * Adding a USB or built-in camera in the window. FFmpeg's own test picture stands in the camera's place, handed to the
 * browser host by a file of the tests; what is plugged in stands in a file of the data folder.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from './fixtures.ts';
import { checkScreen } from './support/look.ts';
import { shareApp } from './support/shared-app.ts';

const entry = path.resolve(import.meta.dirname, '../support/host-with-test-cameras.ts');
const shared = shareApp({ entry });

const dialog = () => shared.window.getByRole('dialog');
const button = (label: string | RegExp) => dialog().getByRole('button', { name: label });
const camera = (label: string | RegExp) => dialog().getByRole('radio', { name: label });
const row = (name: string) => shared.window.getByRole('row').filter({ hasText: name });
const plugIn = (names: readonly string[]) =>
  writeFileSync(path.join(shared.app.dataDir, 'plugged.json'), JSON.stringify(names));

/** Long, in three scripts, and with what a page must show as text. */
const strange = 'Überwachungskamera <b>كاميرا</b> 摄像头 "Pro": USB Video Device 2.0';

test('CAM-2 a PC without a camera says so, and looks again', async () => {
  const { window } = shared;
  await checkScreen(window);
  await window.getByRole('button', { name: 'Choose camera' }).click();
  await expect(dialog().getByRole('status')).toContainText('No camera is plugged into this PC.');
  await expect(button('Add and record')).toBeDisabled();
  await expect(button('Test')).toBeDisabled();
  await checkScreen(window);
  plugIn(['HD Webcam']);
  await button('Look again').click();
  // The only one there is needs no choosing.
  await expect(camera('HD Webcam')).toBeChecked();
  await expect(dialog().getByLabel('Name', { exact: true })).toHaveValue('HD Webcam');
});

test('CAM-3 the test shows picture, size, rate and what encodes it', async () => {
  await button('Test').click();
  const result = dialog().getByRole('status');
  await expect(result).toContainText(/Works: 640×360 H\.264, 15 fps, [\d.]+ [kM]bit\/s, without sound/);
  await expect(result).toContainText(/Encoded on this PC by the .+\./);
  await expect(dialog().getByRole('img', { name: 'What the camera sees now' })).toBeVisible();
  await checkScreen(shared.window);
});

test('REC-11 “Add and record” records it, and pictures are shown', async () => {
  const { window } = shared;
  await dialog().getByLabel('Name', { exact: true }).fill('Counter');
  await button('Add and record').click();
  await expect(dialog()).toBeHidden();
  await expect(window.getByRole('region', { name: 'Counter, Recording' })).toBeVisible({ timeout: 60_000 });
  await expect(window.locator('[data-tile][data-state="live"]')).toHaveCount(1, { timeout: 60_000 });
  await window.getByRole('link', { name: 'Cameras' }).click();
  await expect(row('Counter')).toContainText(/Recording since/);
  await expect(row('Counter')).toContainText(/on this PC, encoded by the/);
  await checkScreen(window);
});

test('CAM-2 one that is in the list already cannot be chosen twice', async () => {
  const { window } = shared;
  plugIn(['HD Webcam', strange, 'Second webcam']);
  await window.getByRole('button', { name: 'Add camera' }).click();
  await dialog().getByRole('radio', { name: 'USB or built-in camera' }).click();
  await expect(camera(/HD Webcam/)).toBeDisabled();
  await expect(dialog()).toContainText('In the list already, as Counter.');
  await expect(camera(strange)).not.toBeChecked();
  await button('Add and record').click();
  await expect(dialog().getByRole('alert')).toContainText('Choose a camera first.');
  await camera(strange).focus();
  await window.keyboard.press('Space');
  await expect(camera(strange)).toBeChecked();
  await window.keyboard.press('ArrowDown');
  await expect(camera('Second webcam')).toBeChecked();
  await checkScreen(window);
  await window.setViewportSize({ width: 1024, height: 640 });
  await expect(button('Add and record')).toBeInViewport();
  await checkScreen(window);
  await window.setViewportSize({ width: 1440, height: 900 });
});

test('CAM-3 one that was unplugged meanwhile is said in words', async () => {
  const { window } = shared;
  plugIn(['HD Webcam']);
  await button('Test').click();
  await expect(dialog().getByRole('alert')).toContainText(
    'The camera was unplugged or another program uses it.',
  );
  await expect(dialog().getByRole('alert')).toContainText('Plug the camera in again');
  await checkScreen(window);
  await button('Cancel').click();
});

test('REC-5 a camera that is gone says why it is not recording, and its settings say where it was', async () => {
  const { window } = shared;
  plugIn([]);
  // The encoder ends as if the plug was pulled: with the next start of recording the camera is looked for anew.
  const [added] = await shared.app.call('cameras.list', {});
  await shared.app.call('cameras.update', { id: added!.id, enabled: false });
  await shared.app.call('cameras.update', { id: added!.id, enabled: true });
  const banner = window.getByRole('banner');
  await expect(banner).toContainText('Counter is not recording');
  await expect(banner).toContainText('The camera was unplugged or another program uses it, since');
  await row('Counter').getByRole('button', { name: 'What to do with Counter' }).click();
  await window.getByRole('menuitem', { name: 'Edit…' }).click();
  await expect(dialog()).toContainText('The camera chosen before is not plugged in where it was.');
  await checkScreen(window);
  plugIn(['HD Webcam']);
  await button('Look again').click();
  await expect(camera('HD Webcam')).toBeChecked();
  await button('Save').click();
  await expect(row('Counter')).toContainText(/Recording since/, { timeout: 90_000 });
});
