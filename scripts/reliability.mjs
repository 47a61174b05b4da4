/**
 * Makes docs/reliability.md from the trials in test-results/faults: rows that were tried are renewed, others stay as the last
 * run left them (docs/reliability.json keeps the figures). `npm run soak` calls it at its end.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { spawnSync } from 'node:child_process';
import { onPath, root, staticFfmpeg } from './machine.mjs';
import { readTrials } from '../test/support/fault-journal.ts';
import { merge, renderReliability, renderSummary, summarise } from '../test/support/reliability-table.ts';

const figures = path.join(root, 'docs/reliability.json');
const table = path.join(root, 'docs/reliability.md');
const isTrialRun = process.argv.includes('--print-only');

const now = summarise(readTrials(), { day: new Date().toISOString().slice(0, 10), machine: machine() });
console.log(`\n${renderSummary(now) || 'No fault was tried.'}\n`);
if (!isTrialRun) {
  const results = merge(known(), now);
  fs.writeFileSync(figures, `${JSON.stringify(results, null, 2)}\n`);
  fs.writeFileSync(table, renderReliability(results));
  console.log(`Written: ${path.relative(root, table)}`);
}

function known() {
  try {
    return JSON.parse(fs.readFileSync(figures, 'utf8'));
  } catch {
    return {};
  }
}

/** What matters for the figures, without anybody's names. */
function machine() {
  const cores = os.availableParallelism();
  const memory = Math.round(os.totalmem() / 2 ** 30);
  const system = `${os.type()} ${os.release().split(/[.-]/).slice(0, 2).join('.')}, ${os.arch()}`;
  return `${cores} cores, ${memory} GiB of memory, ${system}, Node ${process.versions.node}, FFmpeg ${ffmpegVersion()}`;
}

function ffmpegVersion() {
  const binary =
    process.env.FFMPEG_BIN ?? (fs.existsSync(staticFfmpeg()) ? staticFfmpeg() : onPath('ffmpeg')) ?? 'ffmpeg';
  const { stdout = '' } = spawnSync(binary, ['-version'], { encoding: 'utf8' });
  return /version (\d+(?:\.\d+)*)/.exec(stdout)?.[1] ?? 'of unknown version';
}
