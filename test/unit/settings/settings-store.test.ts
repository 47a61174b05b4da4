import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DeepPartial, Settings } from '../../../shared/contract/names.ts';
import { AppError, errorCodes } from '../../../shared/model/errors.ts';
import { readEnvironment } from '../../../src-main/settings/environment.ts';
import { SettingsError } from '../../../src-main/settings/settings-error.ts';
import { SettingsStore } from '../../../src-main/settings/settings-store.ts';
import { tempFolder } from '../../support/temp-folder.ts';

function open(env: Record<string, string> = {}, folder = tempFolder()) {
  const file = path.join(folder, 'settings.json');
  return { file, store: SettingsStore.open(file, readEnvironment(env)), folder };
}

function refusalOf(update: () => unknown): AppError {
  try {
    update();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('Nothing was refused');
}

describe('settings', () => {
  it('begin with the defaults, with recordings below the data folder, and write nothing', () => {
    const { store, file, folder } = open();
    expect(store.get()).toEqual({
      recording: { rotationMinutes: 10 },
      storage: { warnPercent: 80, blockPercent: 90, recordingsFolder: path.join(folder, 'recordings') },
      retention: { keepDays: 30 },
      ingest: { source: 'manifest' },
      probe: { tries: 5, coolDownMs: 600_000 },
      reconnect: { minMs: 1_000, maxMs: 60_000, slowMs: 300_000 },
    });
    expect(existsSync(file)).toBe(false);
  });

  it('MIG-3 a change is kept over a restart, owner-only, and only what was chosen is written', () => {
    const { store, file, folder } = open();
    store.update({ recording: { rotationMinutes: 5 } });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ recording: { rotationMinutes: 5 } });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(open({}, folder).store.get().recording).toEqual({ rotationMinutes: 5 });
  });

  it('tell their listeners, until they stop listening', () => {
    const { store } = open();
    const heard: number[] = [];
    const stop = store.on('changed', (settings) => heard.push(settings.recording.rotationMinutes));
    store.update({ recording: { rotationMinutes: 7 } });
    stop();
    store.update({ recording: { rotationMinutes: 8 } });
    expect(heard).toEqual([7]);
  });

  const refused: [what: string, patch: unknown, path: string][] = [
    ['REC-2 a file length of 0 minutes', { recording: { rotationMinutes: 0 } }, 'recording.rotationMinutes'],
    [
      'REC-2 a file length of a day and a minute',
      { recording: { rotationMinutes: 1441 } },
      'recording.rotationMinutes',
    ],
    ['REC-2 half a minute', { recording: { rotationMinutes: 0.5 } }, 'recording.rotationMinutes'],
    ['REC-2 a text', { recording: { rotationMinutes: '10' } }, 'recording.rotationMinutes'],
    ['REC-2 files of 9 seconds', { recording: { rotationSeconds: 9 } }, 'recording.rotationSeconds'],
    ['STO-1 warn at block', { storage: { warnPercent: 90 } }, 'storage.warnPercent'],
    ['STO-1 warn above block', { storage: { warnPercent: 95, blockPercent: 94 } }, 'storage.warnPercent'],
    ['STO-1 block above 100', { storage: { blockPercent: 101 } }, 'storage.blockPercent'],
    ['a negative reserve', { storage: { reserveBytes: -1 } }, 'storage.reserveBytes'],
    ['no recordings folder', { storage: { recordingsFolder: '' } }, 'storage.recordingsFolder'],
    ['ING-6 an unknown ingest source', { ingest: { source: 'poll' } }, 'ingest.source'],
    ['REC-5 a backoff upside down', { reconnect: { minMs: 5_000, maxMs: 1_000 } }, 'reconnect.minMs'],
    ['a name nobody knows', { recording: { rotationMintues: 5 } }, 'recording.rotationMintues'],
    ['an area nobody knows', { retentions: { days: 5 } }, 'retentions'],
    ['RET-1 footage kept for no day', { retention: { keepDays: 0 } }, 'retention.keepDays'],
    ['RET-1 half a day', { retention: { keepDays: 1.5 } }, 'retention.keepDays'],
    ['RET-1 room for no file', { retention: { keepBytes: 1_000 } }, 'retention.keepBytes'],
    ['RET-7 no age at all', { retention: { maxAgeDays: 0 } }, 'retention.maxAgeDays'],
    ['S9 a prototype', JSON.parse('{"__proto__":{"polluted":true}}'), '__proto__'],
  ];
  it.each(refused)('%s is refused with a sentence and its place, and changes nothing', (_what, patch, at) => {
    const { store, file } = open();
    const before = store.get();
    const error = refusalOf(() => store.update(patch as DeepPartial<Settings>));
    expect(error.code).toBe(errorCodes.invalidParams);
    expect(error.message).toMatch(/^.{10,120}\.$/);
    expect((error.data as { faults: { path: string }[] }).faults[0]?.path).toBe(at);
    expect(store.get()).toBe(before);
    expect(existsSync(file)).toBe(false);
  });

  it('null takes a choice back', () => {
    const { store } = open();
    store.update({ recording: { rotationSeconds: 10, rotationMinutes: 5 } });
    const patch = { recording: { rotationSeconds: null, rotationMinutes: null } };
    expect(store.update(patch as unknown as DeepPartial<Settings>).recording).toEqual({
      rotationMinutes: 10,
    });
  });

  it('ING-6 the environment wins over the file, and what it fixes cannot be changed', () => {
    const { store, folder } = open();
    store.update({ ingest: { source: 'manifest' }, recording: { rotationMinutes: 5 } });
    const again = open({ RECORDING_INGEST_SOURCE: 'watcher' }, folder).store;
    expect(again.get().ingest.source).toBe('watcher');
    const error = refusalOf(() => again.update({ ingest: { source: 'manifest' } }));
    expect(error.message).toMatch(/fixed by the environment variable RECORDING_INGEST_SOURCE/);
    expect(
      again.update({ ingest: { source: 'watcher' }, recording: { rotationMinutes: 6 } }).recording
        .rotationMinutes,
    ).toBe(6);
    // Without the variable the operator's own choice is back.
    expect(open({}, folder).store.get().ingest.source).toBe('watcher');
  });

  it('STO-1 a variable that does not go with the file stops the start with one sentence', () => {
    const { store, folder } = open();
    store.update({ storage: { blockPercent: 85 } });
    const start = () => open({ STORAGE_WARN_PERCENT: '85' }, folder);
    expect(start).toThrow(SettingsError);
    expect(start).toThrow(/must be below the storage block level.*STORAGE_WARN_PERCENT/);
  });

  it.each(['', '{', '[]', '7', '{"recording":{"rotationMinutes":0}}', '{"recording":5}'])(
    'a settings file %s stops the start with a sentence and is not overwritten',
    (content) => {
      const folder = tempFolder();
      writeFileSync(path.join(folder, 'settings.json'), content);
      expect(() => open({}, folder)).toThrow(SettingsError);
      expect(readFileSync(path.join(folder, 'settings.json'), 'utf8')).toBe(content);
    },
  );
});
