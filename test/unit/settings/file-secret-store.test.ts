import { chmodSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { FileSecretStore } from '../../../src-main/settings/file-secret-store.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const everything = (folder: string) =>
  readdirSync(folder)
    .map((name) => readFileSync(path.join(folder, name), 'latin1'))
    .join('\n');

describe('secrets in a file', () => {
  it('CAM-4 survive a restart, whatever their characters', async () => {
    const folder = tempFolder();
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.uuid(), async (secret, key) => {
        await FileSecretStore.open(folder).set(key, secret);
        expect(await FileSecretStore.open(folder).get(key)).toBe(secret);
      }),
      { numRuns: 20 },
    );
  });

  it('CAM-4 are nowhere on disk in plain text, and their length does not show', async () => {
    const folder = tempFolder();
    const store = FileSecretStore.open(folder);
    await store.set('a', 'planted-secret');
    const short = statSync(path.join(folder, 'secrets.json')).size;
    await store.set('a', 'planted-secret-that-is-longer');
    expect(statSync(path.join(folder, 'secrets.json')).size).toBe(short);
    for (const form of [
      'planted',
      Buffer.from('planted').toString('base64').slice(0, 8),
      Buffer.from('planted').toString('hex'),
    ]) {
      expect(everything(folder)).not.toContain(form);
    }
  });

  it('CAM-4 belong to their owner alone, also when somebody widened the rights', async () => {
    const folder = tempFolder();
    await FileSecretStore.open(folder).set('a', 'x');
    const files = ['secrets.json', 'secrets.key'].map((name) => path.join(folder, name));
    for (const file of files) chmodSync(file, 0o644);
    FileSecretStore.open(folder);
    expect(files.map((file) => statSync(file).mode & 0o777)).toEqual([0o600, 0o600]);
  });

  it('CAM-4 are gone after delete, and a missing one is undefined', async () => {
    const folder = tempFolder();
    const store = FileSecretStore.open(folder);
    await store.set('a', 'x');
    await store.delete('a');
    await store.delete('a');
    expect(await store.get('a')).toBeUndefined();
    expect(await FileSecretStore.open(folder).get('a')).toBeUndefined();
  });

  it('CAM-4 cannot be moved to another camera, nor changed by a bit', async () => {
    const folder = tempFolder();
    const store = FileSecretStore.open(folder);
    await store.set('a', 'x');
    const file = path.join(folder, 'secrets.json');
    const content = JSON.parse(readFileSync(file, 'utf8')) as { secrets: Record<string, string> };
    const sealed = content.secrets['a'] ?? '';
    const bytes = Buffer.from(sealed, 'base64');
    bytes[30] = (bytes[30] ?? 0) ^ 1;
    writeFileSync(file, JSON.stringify({ version: 1, secrets: { b: sealed, c: bytes.toString('base64') } }));
    const forged = FileSecretStore.open(folder);
    await expect(forged.get('b')).rejects.toThrow(/cannot be decrypted/);
    await expect(forged.get('c')).rejects.toThrow(/cannot be decrypted/);
  });

  it('are refused with a sentence when the key or the file is gone or damaged', async () => {
    const folder = tempFolder();
    await FileSecretStore.open(folder).set('a', 'x');
    rmSync(path.join(folder, 'secrets.key'));
    expect(() => FileSecretStore.open(folder)).toThrow(/key file .* is missing/);
    writeFileSync(path.join(folder, 'secrets.key'), 'short');
    expect(() => FileSecretStore.open(folder)).toThrow(/key file .* is damaged/);
    writeFileSync(path.join(folder, 'secrets.json'), '{');
    expect(() => FileSecretStore.open(folder)).toThrow(/is damaged/);
  });
});
