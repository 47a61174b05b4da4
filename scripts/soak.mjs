/**
 * `npm run soak [-- NAME …]`: the fault tests with their full number of trials, part by part, and at the end the table of
 * docs/reliability.md. `--list` names the parts. `--trials N` tries each fault N times only, and leaves the table as it is.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { appNode, findBrowser, modules, root } from './machine.mjs';
import { parts } from './soak-parts.mjs';

const { values, positionals: names } = parseArgs({
  allowPositionals: true,
  options: { list: { type: 'boolean' }, trials: { type: 'string' } },
});
if (values.list) {
  for (const { name, minutes, what } of parts)
    console.log(`${name.padEnd(12)} about ${minutes} min  ${what}`);
  process.exit(0);
}
if (values.trials !== undefined && !/^[1-9]\d*$/.test(values.trials)) {
  console.error('--trials wants a number.');
  process.exit(2);
}
const unknown = names.filter((name) => !parts.some((part) => part.name === name));
if (unknown.length > 0) {
  console.error(`There is no part called ${unknown.join(', ')}. "npm run soak -- --list" names them.`);
  process.exit(2);
}

const env = {
  ...process.env,
  PATH: `${path.dirname(appNode())}${path.delimiter}${path.join(modules, '.bin')}${path.delimiter}${process.env.PATH}`,
  WATCHPOST_SOAK: values.trials ?? 'full',
  CHROMIUM_BIN: findBrowser() ?? '',
  NODE_NO_WARNINGS: '1',
};
const run = (script, args) =>
  spawnSync(appNode(), [script, ...args], { cwd: root, stdio: 'inherit', env }).status === 0;

if (!run(path.join(root, 'scripts/build.mjs'), [])) process.exit(1);
fs.rmSync(path.join(root, 'test-results/faults'), { recursive: true, force: true });
const wanted = parts.filter(({ name }) => (names.length === 0 ? true : names.includes(name)));
const outcomes = wanted.map((part) => {
  const startedAt = Date.now();
  console.log(`\n== ${part.name}: ${part.what}`);
  const passed = part.suite === 'e2e' ? playwright(part) : vitest(part);
  return { ...part, passed, tookMinutes: (Date.now() - startedAt) / 60_000 };
});
const written = run(path.join(root, 'scripts/reliability.mjs'), values.trials ? ['--print-only'] : []);
for (const { name, passed, tookMinutes } of outcomes)
  console.log(`${name.padEnd(12)} ${passed ? 'passed' : 'FAILED'} in ${tookMinutes.toFixed(1)} min`);
process.exit(written && outcomes.every(({ passed }) => passed) ? 0 : 1);

/** One file at a time: trials that share the machine measure each other. */
function vitest({ files }) {
  const args = ['run', '--project=integration', ...files, '--testTimeout=3600000', '--no-file-parallelism'];
  return run(path.join(modules, 'vitest/vitest.mjs'), args);
}

function playwright({ files }) {
  return run(path.join(modules, '@playwright/test/cli.js'), ['test', ...files]);
}
