import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../shared/model/errors.ts';
import { defaultDataFolder } from '../../../src-main/hosts/common/data-folder.ts';
import { explainStartFailure } from '../../../src-main/hosts/common/explain-start-failure.ts';
import { parseFlags, parseFlagsAmongOthers } from '../../../src-main/hosts/common/flags.ts';
import { StartRefused } from '../../../src-main/hosts/common/start-refused.ts';
import { SettingsError } from '../../../src-main/settings/settings-error.ts';

describe('the command line', () => {
  it('SHL-3 reads all flags, in both spellings', () => {
    expect(parseFlags([])).toEqual({ port: 0, openWindow: true });
    expect(parseFlags(['--browser', '--data', 'x', '--port=8080', '--no-open', '--demo', '2'])).toEqual({
      dataDir: path.resolve('x'),
      port: 8080,
      openWindow: false,
      demo: 2,
    });
  });

  it.each([
    [['--port', '65536']],
    [['--port', '-1']],
    [['--port', '8o']],
    [['--demo', '17']],
    [['--demo', '1.5']],
    [['--demo']],
    [['--data', '']],
    [['--dta', 'x']],
    [['folder']],
    [['--no-open=maybe']],
  ])('SHL-3 refuses %j with one sentence and status 2', (args) => {
    const failure = (() => {
      try {
        return parseFlags(args);
      } catch (error) {
        return explainStartFailure(error);
      }
    })();
    expect(failure).toMatchObject({ exitCode: 2 });
    expect((failure as { sentence: string }).sentence).toMatch(/^[^\n]+\.$/);
  });

  it("SHL-2 finds its own flags among Chromium's", () => {
    const args = [
      '--no-sandbox',
      '--inspect=0',
      '--user-data-dir=/x',
      '.',
      '--data',
      '/d',
      '--demo=2',
      '--remote-debugging-port=0',
    ];
    expect(parseFlagsAmongOthers(args)).toMatchObject({ dataDir: '/d', demo: 2, openWindow: true });
    expect(() => parseFlagsAmongOthers(['.', '--port', 'x'])).toThrow(SettingsError);
  });

  it('SHL-3 gives every failed start its exit status', () => {
    expect(explainStartFailure(new SettingsError('A.'))).toEqual({ sentence: 'A.', exitCode: 2 });
    expect(explainStartFailure(new StartRefused('B.'))).toEqual({ sentence: 'B.', exitCode: 1 });
    expect(explainStartFailure(new AppError('refused', 'C.'))).toEqual({ sentence: 'C.', exitCode: 1 });
    expect(explainStartFailure(new Error('bug'))).toMatchObject({ exitCode: 1 });
  });

  it.each([
    ['linux', { XDG_DATA_HOME: '/xdg' }, '/xdg/watchpost'],
    ['linux', { XDG_DATA_HOME: 'relative' }, '/home/a/.local/share/watchpost'],
    ['linux', {}, '/home/a/.local/share/watchpost'],
    ['darwin', {}, '/home/a/Library/Application Support/Watchpost'],
    ['win32', { LOCALAPPDATA: 'C:\\Users\\a\\AppData\\Local' }, 'C:\\Users\\a\\AppData\\Local\\Watchpost'],
  ] as const)('SHL-3 keeps its data where %s means such data to be (%j)', (platform, env, folder) => {
    expect(defaultDataFolder({ platform, home: '/home/a', env })).toBe(folder);
  });
});
