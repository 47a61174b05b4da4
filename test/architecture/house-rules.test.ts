/** The house rules that a linter does not know: sizes, doors to the clock, the environment and deletion, headers, words. */
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSource, repository, sourceFiles } from '../support/source-files.ts';

const product = sourceFiles(['src-main', 'src-renderer', 'shared']);
const main = product.filter((file) => file.startsWith('src-main/'));

/** Files of `files` whose code (comments removed) matches, but for the allowed ones. */
function offenders(files: readonly string[], pattern: RegExp, allowed: readonly RegExp[] = []): string[] {
  return files
    .filter((file) => !allowed.some((door) => door.test(file)))
    .filter((file) => pattern.test(withoutComments(readSource(file))));
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:'"`])\/\/.*$/gm, '$1');
}

describe('house rules', () => {
  it('keep every file at 400 lines or fewer', () => {
    const all = [...product, ...sourceFiles(['test'])];
    expect(all.filter((file) => readSource(file).split('\n').length > 401)).toEqual([]);
  });

  it('leave the time to base/clock', () => {
    expect(
      offenders(main, /\b(Date\.now|setTimeout|setInterval|new Date\(\))/, [/^src-main\/base\/clock\.ts$/]),
    ).toEqual([]);
  });

  it('leave the environment to settings and hosts', () => {
    expect(offenders(main, /\bprocess\.env\b/, [/^src-main\/(settings|hosts)\//])).toEqual([]);
  });

  it('start no shell', () => {
    expect(offenders(product, /\b(execSync|execFileSync)\b|[^.\w]exec\(|shell:\s*true/)).toEqual([]);
  });

  it('head every file with what it owns', () => {
    expect(product.filter((file) => !/^(#!.*\n)?(\/\*\*|\/\/|\/\*)/.test(readSource(file)))).toEqual([]);
  });

  it('have no barrels and no utils', () => {
    expect(product.filter((file) => /(^|\/)(index|utils?|helpers?)\.tsx?$/.test(file))).toEqual([]);
    expect(offenders(product, /export \* from/, [/\.d\.ts$/])).toEqual([]);
  });

  it('name files in kebab case', () => {
    expect(product.filter((file) => !/^[a-z0-9/-]+(\.d)?\.tsx?$/.test(file))).toEqual([]);
  });

  it('leave no work unmarked as done', () => {
    expect(
      [...product, ...sourceFiles(['test'])].filter(
        (file) => /\b(TODO|FIXME|XXX|HACK)\b/.test(readSource(file)) && !file.endsWith('house-rules.test.ts'),
      ),
    ).toEqual([]);
  });

  it('give every room its sentence in ARCHITECTURE.md', () => {
    const text = fs.readFileSync(path.join(repository, 'ARCHITECTURE.md'), 'utf8');
    const rooms = new Set(
      product
        .map((file) => path.posix.dirname(file))
        .filter((folder) => folder.includes('/'))
        .map(roomOf),
    );
    expect([...rooms].filter((room) => !text.includes(`\`${room}/\``))).toEqual([]);
  });

  it('keep raw colours in ui/tokens.css', () => {
    const css = fs
      .readdirSync(path.join(repository, 'src-renderer'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.css') && !file.endsWith('tokens.css'));
    const raw = css.filter((file) =>
      /#[0-9a-f]{3,8}\b|\brgba?\(/i.test(
        fs.readFileSync(path.join(repository, 'src-renderer', file), 'utf8'),
      ),
    );
    expect(raw).toEqual([]);
  });
});

/** `src-main/hosts/node` and `src-renderer/features/live` are rooms of their own; else the second level is the room. */
function roomOf(folder: string): string {
  const parts = folder.split('/');
  return parts.slice(0, /^(src-main\/hosts|src-renderer\/features)/.test(folder) ? 3 : 2).join('/');
}
