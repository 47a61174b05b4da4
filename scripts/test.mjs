/**
 * `npm test`: builds, then runs every suite: unit, architecture, integration, end to end. Prints what was skipped and why,
 * and closes with one line, `N passed, N failed`. Words after `--` pick suites: unit, integration, e2e.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { appNode, findBrowser, modules, root } from './machine.mjs';
import { readPlaywright, readVitest, writeSummary } from './test-summary.mjs';

const wanted = process.argv.slice(2);
const results = path.join(root, 'test-results');
fs.rmSync(results, { recursive: true, force: true });
fs.mkdirSync(results, { recursive: true });

const env = {
  ...process.env,
  PATH: `${path.dirname(appNode())}${path.delimiter}${path.join(modules, '.bin')}${path.delimiter}${process.env.PATH}`,
  CHROMIUM_BIN: findBrowser() ?? '',
  NODE_NO_WARNINGS: '1',
};

/** Runs a script of a package under the app's Node; true when it ended well. */
function run(script, args, extra = {}) {
  const result = spawnSync(appNode(), [path.join(modules, script), ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...env, ...extra },
  });
  return result.status === 0;
}

function vitest(project) {
  const file = path.join(results, `${project}.json`);
  const ended = run('vitest/vitest.mjs', [
    'run',
    `--project=${project}`,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
  ]);
  return readVitest(project, file, ended);
}

function e2e() {
  const file = path.join(results, 'e2e.json');
  const ended = run('@playwright/test/cli.js', ['test', '--reporter=list,json'], {
    PLAYWRIGHT_JSON_OUTPUT_NAME: file,
  });
  return readPlaywright('e2e', file, ended);
}

const suites = { unit: () => vitest('unit'), integration: () => vitest('integration'), e2e };
const names = wanted.length > 0 ? wanted : Object.keys(suites);
const built = spawnSync(appNode(), [path.join(root, 'scripts/build.mjs')], {
  cwd: root,
  stdio: 'inherit',
  env,
});
if (built.status !== 0) {
  console.log('0 passed, 1 failed');
  process.exit(1);
}
const counted = names.map((name) => suites[name]());
process.exit(writeSummary(path.join(results, 'summary.json'), counted) ? 0 : 1);
