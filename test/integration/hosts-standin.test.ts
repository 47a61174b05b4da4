import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '../support/temp-folder.ts';

const standIn = path.resolve(import.meta.dirname, '../support/standin/electron');

/** Runs a main process of these lines on the stand-in; resolves with its exit status and what it printed. */
function run(lines: string): Promise<{ code: number | null; output: string }> {
  const folder = path.join(tempFolder(), 'app');
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'package.json'), '{"type":"module","main":"main.mjs"}');
  writeFileSync(path.join(folder, 'main.mjs'), lines);
  const child = spawn(process.execPath, [standIn, folder, `--user-data-dir=${folder}/data`, '--own-flag'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, output })));
}

describe("the stand-in for Electron's binary", () => {
  it.each([
    ['an unknown module', `import electron from 'electron'; electron.autoUpdater;`, 'electron.autoUpdater'],
    [
      'an unknown function of app',
      `import { app } from 'electron'; app.setBadgeCount(1);`,
      'app.setBadgeCount',
    ],
    [
      'an unknown static function',
      `import { Menu } from 'electron'; Menu.sendActionToFirstResponder();`,
      'Menu.sendAction',
    ],
    [
      'an unknown session function',
      `import { session } from 'electron'; session.defaultSession.setProxy({});`,
      'setProxy',
    ],
    ['an unknown path', `import { app } from 'electron'; app.getPath('music');`, "app.getPath('music')"],
    [
      'an unregistered scheme',
      `import { protocol } from 'electron'; protocol.handle('x', () => {});`,
      'not registered',
    ],
  ])('SHL-2 fails loudly on %s', async (_what, lines, complaint) => {
    const { code, output } = await run(lines);
    expect(code).not.toBe(0);
    expect(output).toContain('stand-in: ');
    expect(output).toContain(complaint);
  });

  it.each(['nodeIntegration: true', 'contextIsolation: false', 'sandbox: false'])(
    'SHL-2 refuses a window with %s',
    async (option) => {
      const { code, output } = await run(
        `import { app, BrowserWindow } from 'electron';
         await app.whenReady();
         new BrowserWindow({ webPreferences: { ${option} } });`,
      );
      expect(code).not.toBe(0);
      expect(output).toContain('only contextIsolation and sandbox');
    },
  );

  it('SHL-2 keeps the order of quitting, passes flags on and gives the exit status', async () => {
    const { code, output } = await run(
      `import { app } from 'electron';
       for (const event of ['before-quit', 'will-quit', 'quit']) app.on(event, () => console.log(event));
       let first = true;
       app.on('before-quit', (event) => { if (first) { event.preventDefault(); first = false; setImmediate(app.quit); } });
       console.log(app.commandLine.hasSwitch('own-flag'), app.requestSingleInstanceLock());
       app.whenReady().then(() => app.quit());`,
    );
    expect({ code, lines: output.trim().split('\n') }).toEqual({
      code: 0,
      lines: ['true true', 'before-quit', 'before-quit', 'will-quit', 'quit'],
    });
  });
});
