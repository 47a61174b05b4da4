/** The window begins anew, and neither the recorder nor the operator loses anything by it. */
import type { Camera } from '../../shared/model/camera.ts';
import { expect, test } from './fixtures.ts';
import { layDemoClips } from './support/demo-clips.ts';
import { shareApp } from './support/shared-app.ts';
import { liveFrame, playedFrame, type PlayedFrame } from './support/shown-frame.ts';

const shared = shareApp({ flags: ['--demo', '2'], prepare: (dataDir) => layDemoClips(dataDir, 2) });
let till: Camera;

const sessions = async (): Promise<(string | undefined)[]> =>
  (await shared.app.call('cameras.status', {})).map(({ sessionId }) => sessionId);

test('SHL-5 a reloaded window shows its live pictures again, and recording never noticed', async () => {
  const { app, window } = shared;
  await expect(window.getByRole('banner')).toContainText('Both cameras are recording');
  till = (await app.call('cameras.list', {}))[1] as Camera;
  const tile = window.getByTestId(`tile-${till.id}`);
  await expect.poll(() => liveFrame(tile, till.number)).toBeDefined();
  const before = await sessions();
  for (let turn = 0; turn < 3; turn += 1) {
    await window.reload();
    await expect(window.getByRole('banner')).toContainText('Both cameras are recording');
    await expect.poll(() => liveFrame(tile, till.number)).toBeDefined();
  }
  expect(await sessions()).toEqual(before);
});

test('SHL-5 a reloaded window comes back to the camera and the time it showed', async () => {
  const { window } = shared;
  await window.getByRole('radio', { name: '9 pictures' }).click();
  await window.getByRole('link', { name: 'Playback' }).click();
  await window.getByRole('radio', { name: /^Till/ }).click();
  await window.keyboard.press('End');
  // The address follows the picture, some seconds behind.
  const remembered = () => Number(/#\/playback\/[^/]+\/(\d+)$/.exec(window.url())?.[1] ?? 0);
  const apart = async () => Math.abs(((await playedFrame(window, till.number))?.dueAt ?? 0) - remembered());
  await expect.poll(apart).toBeLessThan(5_000);
  const time = remembered();
  await window.reload();
  await expect(window.getByRole('radio', { name: /^Till/ })).toBeChecked();
  let frame: PlayedFrame | undefined;
  await expect.poll(async () => (frame = await playedFrame(window, till.number))).toBeDefined();
  expect(Math.abs((frame?.dueAt ?? 0) - time)).toBeLessThan(10_000);
  await window.getByRole('link', { name: 'Live' }).click();
  await expect(window.getByRole('radio', { name: '9 pictures' })).toBeChecked();
});
