/** When a camera records, chosen in the window: painted with the mouse and by keyboard, copied, saved, and seen on its tile. */
import type { WeeklySchedule } from '../../shared/model/schedule.ts';
import { neverOn } from '../../shared/model/schedule.ts';
import { expect, test } from './fixtures.ts';
import { layDemoClips } from './support/demo-clips.ts';
import { checkScreen, takePicture } from './support/look.ts';
import { shareApp } from './support/shared-app.ts';

const shared = shareApp({ prepare: (dataDir) => layDemoClips(dataDir, 1) });
const dialog = () => shared.window.getByRole('dialog');
const bar = (day: string) => dialog().getByRole('slider', { name: new RegExp(`^${day}: `) });
const stored = async () => (await shared.app.call('cameras.list', {}))[0]!;
const minutes = (from: number, to: number) => ({ fromMinute: from * 60, toMinute: to * 60 });

async function openSchedule(): Promise<void> {
  const { window } = shared;
  await window.getByRole('link', { name: 'Cameras' }).click();
  await window.getByRole('button', { name: 'What to do with Front door' }).click();
  await window.getByRole('menuitem', { name: 'When to record…' }).click();
  await expect(
    dialog()
      .getByRole('radio', { name: /Always|On a schedule|Not recorded/ })
      .first(),
  ).toBeVisible();
}

test('REC-10 a schedule is painted with the mouse, over several days at once', async () => {
  const { app, window } = shared;
  await app.call('cameras.add', { name: 'Front door', source: { kind: 'demo' } });
  await openSchedule();
  await expect(dialog().getByRole('radio', { name: 'Always' })).toBeFocused();
  await dialog().getByRole('radio', { name: 'On a schedule' }).click();
  await checkScreen(window);
  await dialog().getByRole('button', { name: 'Opening hours' }).click();
  await takePicture(app, 'schedule');
  const [tuesday, thursday] = [await bar('Tuesday').boundingBox(), await bar('Thursday').boundingBox()];
  if (!tuesday || !thursday) throw new Error('There are no bars.');
  // From the middle of a quarter to the middle of another one.
  const x = (hour: number) => tuesday.x + (tuesday.width * (hour + 0.125)) / 24;
  await window.mouse.move(x(20), tuesday.y + 5);
  await window.mouse.down();
  await window.mouse.move(x(21), thursday.y + 5, { steps: 4 });
  await window.mouse.move(x(21.75), thursday.y + 5, { steps: 4 });
  await window.mouse.up();
  await expect(bar('Wednesday')).toHaveAccessibleName(/, (20:00–22:00|8 pm–10 pm)$/);
  await checkScreen(window);
  await dialog().getByRole('button', { name: 'Save' }).click();
  await expect(dialog()).toBeHidden();
  const shop = [minutes(8, 19)];
  const late = [minutes(8, 19), minutes(20, 22)];
  const expected: WeeklySchedule = {
    monday: shop,
    tuesday: late,
    wednesday: late,
    thursday: late,
    friday: shop,
    saturday: shop,
    sunday: [],
  };
  expect(await stored()).toMatchObject({ recordingMode: 'schedule', schedule: expected });
});

test('REC-10 a schedule is painted and copied by keyboard alone; an empty one is refused with a sentence', async () => {
  const { window } = shared;
  await openSchedule();
  const choose = async (day: string, what: string) => {
    const button = dialog().getByRole('button', { name: `What to do with ${day}` });
    await button.focus();
    await window.keyboard.press('Enter');
    await window.getByRole('menuitem', { name: what }).focus();
    await window.keyboard.press('Enter');
    // The menu gives the focus back when it is gone; whoever moves on before is called back.
    await expect(button).toBeFocused();
  };
  for (const day of ['Monday', 'Tuesday']) await choose(day, 'Record nothing');
  await choose('Monday', 'Copy Monday to every day');
  await dialog().getByRole('button', { name: 'Save' }).click();
  await expect(dialog().getByRole('alert')).toContainText('Nothing is painted.');
  await checkScreen(window);

  // At 08:00, where the keyboard begins: an hour on, from Sunday up to Saturday.
  await bar('Sunday').focus();
  await expect(bar('Sunday')).toHaveAttribute('aria-valuetext', /^(08:00|8 am), not recorded$/);
  for (const key of ['Space', 'Shift+ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowRight']) {
    await window.keyboard.press(key);
  }
  await expect(bar('Sunday')).toHaveAttribute('aria-valuetext', /^(08:45|8:45 am), recorded$/);
  await window.keyboard.press('ArrowUp');
  await expect(bar('Saturday')).toBeFocused();
  for (const key of ['End', 'Space']) await window.keyboard.press(key);
  await dialog().getByRole('button', { name: 'Save' }).click();
  await expect(dialog()).toBeHidden();
  expect((await stored()).schedule).toEqual({
    ...neverOn,
    saturday: [{ fromMinute: 1_425, toMinute: 1_440 }],
    sunday: [minutes(8, 9)],
  });
});

test('REC-10 a camera that its schedule has off says so on its tile and records when told to', async () => {
  const { app, window } = shared;
  const { id } = await stored();
  // Off now in every zone: for two minutes of a day that is neither today nor a neighbour of it.
  const day = (['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const)[
    (new Date().getUTCDay() + 3) % 7
  ]!;
  const schedule = { ...neverOn, [day]: [{ fromMinute: 600, toMinute: 602 }] };
  await app.call('cameras.update', { id, recording: { mode: 'schedule', schedule } });
  await window.getByRole('link', { name: 'Live' }).click();
  const tile = window.locator('[data-tile]');
  await expect(tile).toContainText(/off by schedule until \w{3} /);
  await expect(window.getByRole('banner')).toContainText('The next one records again');
  await expect(window.locator('[data-tile][data-state="live"]')).toHaveCount(1, { timeout: 60_000 });
  await checkScreen(window);
  await window.getByRole('link', { name: 'Cameras' }).click();
  const row = window.getByRole('row', { name: /Front door/ });
  await expect(row).toContainText('Off by schedule');
  await expect(row).toContainText('It records again');
  await row.getByRole('button', { name: 'Record now' }).click();
  await expect(row).toContainText('Recording since', { timeout: 60_000 });
  await expect(row).toContainText('Started by hand; from');
  await checkScreen(window);
});
