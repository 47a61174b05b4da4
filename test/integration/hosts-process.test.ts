import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { AppProcess, type AppOptions } from '../support/app-process.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { until } from '../support/until.ts';

const entry = path.resolve(import.meta.dirname, '../support/fake-browser-host.ts');

/** A started process that is gone after the test. */
function start(options: AppOptions = {}): AppProcess {
  const app = new AppProcess({ entry, ...options });
  onTestFinished(() => app.dispose());
  return app;
}

describe('the process of the browser host', () => {
  it('SHL-3 prints one ready line, answers a script, and stops in order with status 0', async () => {
    const app = start();
    const ready = await app.waitUntilReady();
    expect(Object.keys(ready)).toEqual(['ready', 'url', 'rpc', 'token', 'pid']);
    expect(ready.pid).toBe(app.child.pid);
    expect(ready.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/login\?t=[\w-]{43}$/);
    expect(ready.rpc).toBe(`ws://${new URL(ready.url).host}/rpc`);
    const client = await app.client();
    expect(await client.call('cameras.list')).toHaveLength(1);
    expect(await (await app.fetch('/metrics')).text()).toBe('answer to /metrics');
    expect(await app.stop('SIGTERM')).toEqual({ code: 0, signal: null });
    expect(app.stdout.trim().split('\n')).toHaveLength(1);
    expect(app.stderr).toContain('The fake recorder stopped.');
  });

  it('REC-7 stops in order on SIGINT too, and once for many signals', async () => {
    const app = start();
    await app.waitUntilReady();
    app.child.kill('SIGINT');
    app.child.kill('SIGTERM');
    expect(await app.stop('SIGINT')).toEqual({ code: 0, signal: null });
    expect(app.stderr.match(/The fake recorder stopped/g)).toHaveLength(1);
  });

  it('REC-7 says by its status that a stop failed', async () => {
    const app = start({ env: { FAKE_START: 'fails-to-stop' } });
    await app.waitUntilReady();
    expect(await app.stop()).toEqual({ code: 1, signal: null });
  });

  it('CAM-4 keeps a password out of logs, output and readable files', async () => {
    const password = 'p1anted pass/word+7';
    const app = start({ env: { FAKE_PASSWORD: password } });
    await app.waitUntilReady();
    await app.stop();
    const files = readdirSync(app.dataDir, { recursive: true, withFileTypes: true }).filter((file) =>
      file.isFile(),
    );
    const texts = files.map((file) => readFileSync(path.join(file.parentPath, file.name), 'utf8'));
    expect(files.some(({ name }) => name.endsWith('.log'))).toBe(true);
    for (const text of [...texts, app.stdout, app.stderr]) {
      expect(text).not.toContain(password);
      expect(text).not.toContain(encodeURIComponent(password));
    }
    for (const text of [...texts, app.stderr]) expect(text).not.toContain(app.ready.token);
    expect(app.stderr).toContain('Trying rtsp://');
  });

  it('CAM-4 makes its folder and its secrets readable to the owner alone', async () => {
    const app = start({ env: { FAKE_PASSWORD: 'x1y2z3' } });
    await app.waitUntilReady();
    expect(statSync(app.dataDir).mode & 0o777).toBe(0o700);
    for (const name of ['secrets.json', 'secrets.key', 'instance.json']) {
      expect(statSync(path.join(app.dataDir, name)).mode & 0o077, name).toBe(0);
    }
    await app.stop();
    expect(readdirSync(app.dataDir)).not.toContain('instance.json');
  });

  it.each([
    [
      'a wrong setting',
      { FAKE_START: 'settings' },
      [],
      2,
      'STORAGE_WARN_PERCENT must be below STORAGE_BLOCK_PERCENT.',
    ],
    ['a refusal', { FAKE_START: 'refused' }, [], 1, 'This catalogue was written by a newer Watchpost.'],
    ['a wrong flag', {}, ['--demo', 'many'], 2, '--demo takes a whole number from 0 to 16; "many" is none.'],
  ] as const)(
    'SHL-3 ends after %s with one sentence and its status',
    async (_what, env, flags, code, sentence) => {
      const app = start({ env, flags });
      expect(await app.exited).toEqual({ code, signal: null });
      expect(app.stderr).toBe(`${sentence}\n`);
      expect(app.stdout).toBe('');
    },
  );

  it('SHL-3 ends with status 1 when the start meets an error nobody expected', async () => {
    const app = start({ env: { FAKE_START: 'crash' } });
    expect(await app.exited).toEqual({ code: 1, signal: null });
    expect(app.stderr).toContain('unexpected error');
  });

  it('SHL-3 hands a second start over to the running instance', async () => {
    const dataDir = tempFolder();
    const first = start({ dataDir });
    await first.waitUntilReady();
    const second = start({ dataDir });
    expect(await second.exited).toEqual({ code: 0, signal: null });
    expect(second.stdout).toBe('');
    const url = /http:\/\/127\.0\.0\.1:\S+/.exec(second.stderr)?.[0] ?? '';
    expect((await fetch(url, { redirect: 'manual' })).status).toBe(303);
    await first.stop();
  });

  it('SHL-3 refuses a second start when the running instance does not answer', async () => {
    const dataDir = tempFolder();
    const first = start({ dataDir });
    await first.waitUntilReady();
    first.child.kill('SIGSTOP');
    const second = start({ dataDir });
    expect(await second.exited).toEqual({ code: 1, signal: null });
    expect(second.stderr).toMatch(/^Watchpost is already running with the data folder [^\n]+\n$/);
    first.child.kill('SIGCONT');
    await first.stop();
  });

  it('SHL-3 starts again at once after a crash', async () => {
    const dataDir = tempFolder();
    const first = start({ dataDir });
    await first.waitUntilReady();
    await first.kill();
    const second = start({ dataDir });
    await second.waitUntilReady();
    const client = await second.client();
    await until(async () => (await client.call('cameras.list')).length === 1);
    expect((await second.stop()).code).toBe(0);
  });
});
