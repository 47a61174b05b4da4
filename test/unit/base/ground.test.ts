import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeFileDurably } from '../../../src-main/base/durable-file.ts';
import { tempFolder } from '../../support/temp-folder.ts';

describe('a file written durably', () => {
  it('replaces what was there, owner-only, and leaves nothing beside it', () => {
    const folder = tempFolder();
    const file = path.join(folder, 'settings.json');
    writeFileSync(`${file}.part`, 'left by a crash');
    writeFileDurably(file, 'first');
    writeFileDurably(file, 'second, longer');
    expect(readFileSync(file, 'utf8')).toBe('second, longer');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['settings.json']);
  });
});
