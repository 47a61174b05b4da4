/** Adding, changing and removing a camera that is known by its address, as an operator does it in the window. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import type { Locator } from '@playwright/test';
import { cameraCertificates } from '../support/camera-certificates.ts';
import { addressWithPassword, demoPassword } from '../support/demo-fixture.ts';
import { expect, test } from './fixtures.ts';
import { withRtspCamera } from './support/rtsp-camera.ts';
import { shareApp } from './support/shared-app.ts';

const plain = withRtspCamera();
const encrypted = withRtspCamera({ knobs: { tls: cameraCertificates[0] } });
const shared = shareApp();

/** Long, and in three scripts. */
const name = 'Hintertür beim großen Lager – الباب الخلفي – 后门';

const dialog = () => shared.window.getByRole('dialog');
const field = (label: string) => dialog().getByLabel(label, { exact: true });
const button = (label: string | RegExp) => dialog().getByRole('button', { name: label });
const go = (screen: string) =>
  shared.window.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: screen }).click();
const row = (camera: string) => shared.window.getByRole('row').filter({ hasText: camera });

/** Pastes as from the clipboard. */
async function paste(into: Locator, text: string): Promise<void> {
  await into.focus();
  await into.evaluate((element, text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', text);
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, text);
}

/** The words that stand beside a field and are read out with it. */
async function besideField(label: string): Promise<Locator> {
  const id = await field(label).getAttribute('aria-describedby');
  return dialog().locator(`[id="${id}"]`);
}

async function chooseFor(camera: string, item: string): Promise<void> {
  await row(camera)
    .getByRole('button', { name: `What to do with ${camera}` })
    .click();
  await shared.window.getByRole('menuitem', { name: item }).click();
}

test('CAM-4 a pasted address hands its sign-in to the fields, and the password is not to be read', async () => {
  const { app, window } = shared;
  await app.call('settings.update', { recording: { rotationSeconds: 10 } });
  await window.getByRole('button', { name: 'Enter address' }).click();
  await expect(field('Address')).toBeFocused();
  await paste(field('Address'), addressWithPassword(plain.camera));
  await expect(field('Address')).toHaveValue(plain.camera.mainUrl);
  await expect(field('User name')).toHaveValue(plain.camera.username ?? '');
  await expect(field('Password')).toHaveValue(demoPassword);
  await expect(field('Password')).toHaveAttribute('type', 'password');
  expect(await window.locator('body').innerText()).not.toContain(demoPassword);
  expect(window.url()).not.toContain(encodeURIComponent(demoPassword));
});

test('CAM-3 the test shows a picture, what the camera sends and what it will cost', async () => {
  await button('Test').click();
  const result = dialog().getByRole('status');
  await expect(result).toContainText(
    /Works: 1280×720 H\.264, 2[45] fps, [\d.]+ Mbit\/s, with sound \(AAC\)/,
    {
      timeout: 30_000,
    },
  );
  await expect(result).toContainText(/About [\d.]+ GB a day: this disk will hold about .+ of all cameras\./);
  const picture = dialog().getByRole('img', { name: 'What the camera sees now' });
  await expect
    .poll(() => picture.evaluate((image) => (image as HTMLImageElement).naturalWidth))
    .toBeGreaterThan(0);
});

test('CAM-3 a wrong password is said beside the password', async () => {
  await field('Password').fill('wrong');
  await button('Test').click();
  const words = await besideFieldSoon('Password');
  await expect(words).toContainText('The camera refuses this user name or password.');
  await expect(field('Password')).toHaveAttribute('aria-invalid', 'true');
});

test('CAM-3 an address where nothing answers is said beside the address', async () => {
  const closed = await closedPort();
  await field('Address').fill(`127.0.0.1:${closed}/main`);
  await button('Test').click();
  const words = await besideFieldSoon('Address');
  await expect(words).toContainText(`The camera does not answer at 127.0.0.1:${closed}.`);
  await expect(words).toContainText('Check that the camera has power and network');
  // What people type is completed, and what cannot be an address is said at once.
  await expect(field('Address')).toHaveValue(`rtsp://127.0.0.1:${closed}/main`);
  await field('Address').fill('http://192.168.1.64/');
  await button('Test').click();
  await expect(await besideFieldSoon('Address')).toContainText('This is the address of a web page.');
});

test('CAM-2 REC-1 “Add and record” records the camera', async () => {
  const { app, window } = shared;
  await field('Address').fill('');
  await paste(field('Address'), addressWithPassword(plain.camera));
  await field('Name').fill(name);
  await button('Add and record').click();
  await expect(dialog()).toBeHidden({ timeout: 30_000 });
  await expect(window.getByRole('region', { name: `${name}, Recording` })).toBeVisible({ timeout: 30_000 });
  await expect(window.getByRole('banner')).toContainText(`${name} is recording`);
  const [camera] = await app.call('cameras.list', {});
  expect(JSON.stringify(camera)).not.toContain(demoPassword);
  expect(camera?.source).toMatchObject({ url: plain.camera.mainUrl, username: 'watch' });
});

test('SEC-5 an unknown certificate is asked about before the camera is trusted', async () => {
  const { window } = shared;
  await window.getByRole('button', { name: 'Add camera' }).click();
  await paste(field('Address'), addressWithPassword(encrypted.camera));
  await field('Name').fill('Till');
  await button('Add and record').click();
  await expect(dialog().getByRole('alert')).toContainText('a certificate that nobody has agreed to yet');
  const consent = dialog().getByRole('checkbox', { name: /Trust this camera’s certificate/ });
  await expect(consent).not.toBeChecked();
  await consent.check();
  await button('Add and record').click();
  await expect(dialog()).toBeHidden({ timeout: 30_000 });
  await expect(window.getByRole('region', { name: 'Till, Recording' })).toBeVisible({ timeout: 30_000 });
});

test('CAM-5 a camera is renamed, and its password stays unseen', async () => {
  const { window } = shared;
  await go('Cameras');
  await chooseFor(name, 'Edit…');
  await expect(field('Password')).toHaveValue('');
  await expect(field('Password')).toHaveAttribute('placeholder', 'unchanged');
  await field('Name').fill('Back door');
  await button('Save').click();
  await expect(row('Back door')).toContainText(/Recording since/);
  await expect(window.getByText(name)).toHaveCount(0);
});

test('CAM-4 the password is found nowhere in the data folder nor in what the app printed', async () => {
  const { app } = shared;
  const forms = [
    demoPassword,
    encodeURIComponent(demoPassword),
    Buffer.from(demoPassword).toString('base64'),
  ];
  const leaks = filesIn(app.dataDir).filter((file) => {
    const bytes = contentOf(file);
    return forms.some((form) => bytes.includes(form));
  });
  expect(leaks).toEqual([]);
  for (const form of forms) expect(app.output()).not.toContain(form);
});

test('CAM-5 a camera is switched off and on again', async () => {
  const { app } = shared;
  await chooseFor('Back door', 'Switch off');
  await expect(row('Back door')).toContainText('Off');
  await expect(shared.window.getByRole('banner')).toContainText('1 off on purpose');
  await expect.poll(() => plain.camera.stats().active).toBe(0);
  await row('Back door').getByRole('button', { name: 'Switch on' }).click();
  await expect(row('Back door')).toContainText(/Recording since/, { timeout: 30_000 });
  expect((await app.call('cameras.list', {})).every(({ enabled }) => enabled)).toBe(true);
});

test('CAM-5 removing asks about the footage: kept', async () => {
  const { app } = shared;
  await chooseFor('Back door', 'Remove…');
  await expect(dialog().getByRole('radio', { name: 'Keep the footage' })).toBeChecked();
  await expect(dialog().getByText(/^[\d.]+ [kM]B, back to .+ stay on the disk\.$/)).toBeVisible({
    timeout: 45_000,
  });
  const before = recordingsOf('hintertur');
  expect(before.length).toBeGreaterThan(0);
  await button('Remove, keep footage').click();
  await expect(row('Back door')).toHaveCount(0);
  await expect.poll(() => plain.camera.stats().active).toBe(0);
  expect((await app.call('cameras.list', {})).map((camera) => camera.name)).toEqual(['Till']);
  expect(recordingsOf('hintertur')).toEqual(expect.arrayContaining(before));
});

test('CAM-5 removing asks about the footage: deleted, and the button says how much', async () => {
  const { window } = shared;
  await chooseFor('Till', 'Remove…');
  await dialog().getByRole('radio', { name: 'Delete the footage' }).check();
  expect(recordingsOf('till').length).toBeGreaterThan(0);
  await dialog()
    .getByRole('button', { name: /^Remove and delete [\d.]+ [kM]B$/ })
    .click({ timeout: 45_000 });
  await expect(window.getByRole('heading', { level: 1 })).toHaveText('Let’s see your cameras');
  await expect.poll(() => recordingsOf('till')).toEqual([]);
});

async function besideFieldSoon(label: string): Promise<Locator> {
  await expect(field(label)).toHaveAttribute('aria-invalid', 'true', { timeout: 30_000 });
  return besideField(label);
}

/** A port of this machine where nobody listens: it was free a moment ago. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Finished and open media files of the camera whose folder begins so. */
function recordingsOf(slug: string): string[] {
  const folder = path.join(shared.app.dataDir, 'recordings');
  return filesIn(folder).filter(
    (file) => path.relative(folder, file).startsWith(slug) && file.endsWith('.mp4'),
  );
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => path.join(folder, file))
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile());
}

/** Files of a running app come and go. */
function contentOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}
