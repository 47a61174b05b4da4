/**
 * A planted password, looked for everywhere it could leak to: command lines, environments, logs, catalogue, every other file
 * of the data folder, and every answer of the API. It may be found nowhere.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { startApp, type AppProcess } from '../support/app-process.ts';
import { startDemoCamera } from '../support/demo-fixture.ts';
import { processesWith } from '../support/processes.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { until } from '../support/until.ts';

const username = 'owner@shop.example';
const password = 'Planted-9f3c7 "e/1b?#%&';
const wrongPassword = 'Mistyped-4b8d2 x&y';

/** Each way in which a program might write a secret down. */
function formsOf(secret: string): string[] {
  return [
    secret,
    encodeURIComponent(secret),
    encodeURI(secret),
    JSON.stringify(secret).slice(1, -1),
    Buffer.from(secret).toString('base64').replace(/=+$/, ''),
    Buffer.from(`${username}:${secret}`).toString('base64').replace(/=+$/, ''),
    Buffer.from(secret).toString('hex'),
  ];
}

const needles = [...formsOf(password), ...formsOf(wrongPassword)];

function leaksIn(place: string, text: string): string[] {
  return needles.filter((needle) => text.includes(needle)).map((needle) => `${place}: ${needle}`);
}

function leaksInFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(folder, name))
    .filter((file) => statSync(file).isFile())
    .flatMap((file) => leaksIn(file, readFileSync(file, 'latin1')));
}

function leaksInProcesses(app: AppProcess): string[] {
  const found = processesWith(app.dataDir);
  expect(found.some(({ args }) => args.some((arg) => arg.endsWith('ffmpeg')))).toBe(true);
  return found.flatMap(({ pid, args }) => [
    ...leaksIn(`command line of ${pid}`, args.join(' ')),
    ...leaksIn(`environment of ${pid}`, readFileSync(`/proc/${pid}/environ`, 'latin1')),
  ]);
}

describe('a camera’s password', () => {
  it('SEC-4 CAM-4 is found in no process list, environment, log, file or answer', async () => {
    await using camera = await startDemoCamera({ username, password });
    const app = await startApp({ dataDir: tempFolder() });
    try {
      const client = await app.client();
      const answers: unknown[] = [];
      const source = (secret: string) => {
        return { kind: 'rtsp', url: camera.mainUrl, username, password: secret } as const;
      };
      await client.call('settings.update', { recording: { rotationSeconds: 10 } });
      answers.push(
        await client
          .call('cameras.test', { source: source(wrongPassword) })
          .catch((error: Error) => ({ ...error, message: error.message })),
      );
      answers.push(await client.call('cameras.test', { source: source(password) }));
      const added = await client.call('cameras.add', { name: 'Till', source: source(password) });
      answers.push(added);
      await until(
        async () => {
          const [status] = await client.call('cameras.status', {});
          return (status?.counters.manifestIngestCount ?? 0) > 0;
        },
        { timeoutMs: 60_000, intervalMs: 200, what: 'a finished segment' },
      );
      const leaks = leaksInProcesses(app);

      // Make it fail, so that errors are written too.
      camera.setFault('unauthorized');
      await until(
        async () => {
          const [status] = await client.call('cameras.status', {});
          return status?.reason?.reason === 'wrong-password';
        },
        { timeoutMs: 30_000, intervalMs: 200, what: 'the refusal to show' },
      );
      answers.push(await client.call('cameras.list', {}), await client.call('cameras.status', {}));
      answers.push(await client.call('get_camera_status', {}), await client.call('health.get', {}));
      answers.push(await client.call('settings.get', {}), await (await app.fetch('/metrics')).text());
      leaks.push(...leaksIn('answers', JSON.stringify(answers)));
      await app.stop();
      leaks.push(
        ...leaksIn('stderr', app.stderr),
        ...leaksIn('stdout', app.stdout),
        ...leaksInFiles(app.dataDir),
      );
      expect(leaks).toEqual([]);
      expect(statSync(path.join(app.dataDir, 'secrets.json')).mode & 0o777).toBe(0o600);
      expect(statSync(path.join(app.dataDir, 'secrets.key')).mode & 0o777).toBe(0o600);
    } finally {
      await app.dispose();
    }
  }, 240_000);
});
