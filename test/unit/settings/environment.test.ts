import { describe, expect, it } from 'vitest';
import { baseEnvironment } from '../../../src-main/settings/base-environment.ts';
import { readEnvironment } from '../../../src-main/settings/environment.ts';
import { SettingsError } from '../../../src-main/settings/settings-error.ts';

describe('environment variables', () => {
  it('set nothing when they are absent or empty', () => {
    const { overrides, fixedBy } = readEnvironment({
      STORAGE_WARN_PERCENT: '',
      RECORDING_ROTATION_MINUTES: ' ',
    });
    expect(overrides).toEqual({ storage: {} });
    expect(fixedBy.size).toBe(0);
  });

  it('REC-2 STO-1 ING-6 become settings, and name what they fix', () => {
    const environment = readEnvironment({
      RECORDING_ROTATION_MINUTES: '1440',
      STORAGE_WARN_PERCENT: '70',
      STORAGE_BLOCK_PERCENT: '71',
      RECORDING_INGEST_SOURCE: 'watcher',
      RECORD_DIR: '/srv/footage',
      FFMPEG_BIN: '/opt/ffmpeg',
      SNAPSHOT_DIR: '/srv/pictures',
    });
    expect(environment).toMatchObject({
      overrides: {
        recording: { rotationMinutes: 1440 },
        storage: { warnPercent: 70, blockPercent: 71, recordingsFolder: '/srv/footage' },
        ingest: { source: 'watcher' },
      },
      ffmpegBin: '/opt/ffmpeg',
      snapshotDir: '/srv/pictures',
      storageMode: 'local',
      remuxConcurrency: 2,
      eventConcurrency: 8,
    });
    expect(environment.fixedBy.get('storage.recordingsFolder')).toBe('RECORD_DIR');
    expect(environment.fixedBy.size).toBe(5);
  });

  const refused: [name: string, value: string][] = [
    ...['0', '-1', '1441', '10.5', 'ten', '1e3', '0x10', 'NaN', 'Infinity', '9'.repeat(400), '10 min'].map(
      (value): [string, string] => ['RECORDING_ROTATION_MINUTES', value],
    ),
    ...['0', '100', '80%', '-5'].map((value): [string, string] => ['STORAGE_WARN_PERCENT', value]),
    ...['1', '101', 'full'].map((value): [string, string] => ['STORAGE_BLOCK_PERCENT', value]),
    ['RECORDING_INGEST_SOURCE', 'Manifest'],
    ['RECORDING_INGEST_SOURCE', 'inotify'],
    ['RECORD_DIR', 'recordings'],
    ['SNAPSHOT_DIR', '../pictures'],
    ['STORAGE_MODE', 'ftp'],
    ['REMUX_CONCURRENCY', '0'],
    ['EVENT_CONCURRENCY', '65'],
  ];
  it.each(refused)(
    'REC-2 STO-1 %s=%s is refused with one sentence that names the variable',
    (name, value) => {
      let error: unknown;
      try {
        readEnvironment({ [name]: value });
      } catch (thrown) {
        error = thrown;
      }
      expect(error).toBeInstanceOf(SettingsError);
      const { message } = error as SettingsError;
      expect(message).toMatch(new RegExp(`^${name} must be [^\\n]{5,160}\\.$`));
    },
  );

  it('STO-1 a warning level at or above the block level is refused', () => {
    for (const warn of ['90', '95']) {
      const env = { STORAGE_WARN_PERCENT: warn, STORAGE_BLOCK_PERCENT: '90' };
      expect(() => readEnvironment(env)).toThrow(
        `STORAGE_WARN_PERCENT (${warn}) must be below STORAGE_BLOCK_PERCENT (90).`,
      );
    }
  });
});

describe('the environment of children', () => {
  it('SEC-4 carries nothing but a short list, and UTC', () => {
    const env = {
      PATH: '/bin',
      HOME: '/home/x',
      R2_SECRET_ACCESS_KEY: 'planted',
      TZ: 'Europe/Berlin',
      NODE_OPTIONS: '--inspect',
      FFREPORT: 'file=/tmp/x',
    };
    expect(baseEnvironment(env)).toEqual({
      PATH: '/bin',
      HOME: '/home/x',
      TZ: 'UTC0',
      LANG: 'C.UTF-8',
      LC_ALL: 'C.UTF-8',
    });
  });
});
