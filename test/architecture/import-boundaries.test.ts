/**
 * The import rules hold over the real tree, and each of them still bites: a planted violation per rule must be reported.
 * A checker that saw no files would pass everything, so the number of files it saw is compared with the disk.
 */
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sourceFiles } from '../support/source-files.ts';

const root = path.resolve(import.meta.dirname, '../..');
const rules = createRequire(import.meta.url)(path.join(root, '.dependency-cruiser.cjs'));

async function cruised(baseDir: string, folders: string[]): Promise<ICruiseResult> {
  const report = await cruise(folders, {
    ...rules.options,
    baseDir,
    ruleSet: { forbidden: rules.forbidden },
    validate: true,
  });
  return report.output as ICruiseResult;
}

/** One file per rule that breaks exactly that rule: [file, line, rule it must be reported under]. */
const planted: readonly [file: string, line: string, rule: string][] = [
  ['shared/model/a.ts', "import '../../src-main/base/clock.ts';", 'room shared'],
  ['shared/model/b.ts', "import 'node:fs';", 'no node in shared or window'],
  ['src-renderer/lib/a.ts', "import 'node:path';", 'no node in shared or window'],
  ['src-main/base/a.ts', "import '../ffmpeg/child.ts';", 'room src-main/base'],
  ['src-main/catalogue/a.ts', "import '../ingest/ingest.ts';", 'room src-main/catalogue'],
  ['src-main/cameras/a.ts', "import '../ingest/ingest.ts';", 'room src-main/cameras'],
  ['src-main/cameras/b.ts', "import type { X } from '../ingest/ingest.ts';", 'room src-main/cameras'],
  ['src-main/ingest/b.ts', "import '../demo/demo-camera.ts';", 'room src-main/ingest'],
  ['src-main/playback/a.ts', "import '../recorder/recorder.ts';", 'room src-main/playback'],
  ['src-main/hosts/node/a.ts', "import '../electron/main.ts';", 'room src-main/hosts/node'],
  ['src-main/api/a.ts', "import '../recorder/recorder.ts';", 'room src-main/api'],
  ['src-renderer/features/live/a.ts', "import '../playback/page.ts';", 'features stay apart'],
  ['src-renderer/ui/a.ts', "import '../state/store.ts';", 'room src-renderer/ui'],
  ['src-renderer/player/a.ts', "import '../../shared/contract/schemas.ts';", 'room src-renderer/player'],
  ['src-main/ingest/c.ts', "import 'better-sqlite3';", 'door better-sqlite3'],
  ['src-main/api/b.ts', "import 'electron';", 'door electron'],
  ['src-renderer/ui/b.ts', "import 'zustand';", 'door zustand'],
  ['src-main/api/c.ts', "import 'ws';", 'door ws'],
  ['src-main/cameras/c.ts', "import 'node:child_process';", 'door node:child_process'],
  ['src-main/cameras/d.ts', "import 'node:net';", 'door node:net|tls'],
  ['src-main/live/a.ts', "import 'node:worker_threads';", 'door node:worker_threads'],
  ['src-main/media/a.ts', "import 'node:http';", 'door node:http|https|http2'],
  ['src-main/attic/a.ts', "import '../base/clock.ts';", 'no room for this file'],
  ['src-main/base/cycle-a.ts', "import './cycle-b.ts';", 'no cycles'],
  ['src-main/base/b.ts', "import 'fast-check';", 'unlisted package'],
  ['src-main/base/c.ts', "import './nowhere.ts';", 'resolvable'],
];

const targets = [
  'src-main/base/clock.ts',
  'src-main/ffmpeg/child.ts',
  'src-main/ingest/ingest.ts',
  'src-main/demo/demo-camera.ts',
  'src-main/recorder/recorder.ts',
  'src-main/hosts/electron/main.ts',
  'src-renderer/features/playback/page.ts',
  'src-renderer/state/store.ts',
  'shared/contract/schemas.ts',
];

describe('import boundaries', () => {
  let fixture = '';

  beforeAll(() => {
    fixture = fs.mkdtempSync(path.join(os.tmpdir(), 'watchpost-boundaries-'));
    const write = (file: string, text: string) => {
      fs.mkdirSync(path.dirname(path.join(fixture, file)), { recursive: true });
      fs.writeFileSync(path.join(fixture, file), `${text}\nexport interface X {}\n`);
    };
    for (const file of targets) write(file, '');
    for (const [file, line] of planted) write(file, line);
    write('src-main/base/cycle-b.ts', "import './cycle-a.ts';");
    fs.symlinkSync(path.join(root, 'node_modules'), path.join(fixture, 'node_modules'));
    fs.copyFileSync(path.join(root, 'package.json'), path.join(fixture, 'package.json'));
  });

  afterAll(() => fs.rmSync(fixture, { recursive: true, force: true }));

  it('hold over the whole tree, and the checker saw every file of it', async () => {
    const result = await cruised(root, ['src-main', 'src-renderer', 'shared']);
    const seen = new Set(result.modules.map((module) => module.source));
    expect(sourceFiles(['src-main', 'src-renderer', 'shared']).filter((file) => !seen.has(file))).toEqual([]);
    expect(result.summary.violations.map((v) => `${v.rule.name}: ${v.from} -> ${v.to}`)).toEqual([]);
  }, 60_000);

  it('report each planted violation under its rule', async () => {
    const result = await cruised(fixture, ['src-main', 'src-renderer', 'shared']);
    const reported = new Set(result.summary.violations.map((v) => `${v.from} ${v.rule.name}`));
    expect(planted.filter(([file, , rule]) => !reported.has(`${file} ${rule}`))).toEqual([]);
  }, 60_000);
});
