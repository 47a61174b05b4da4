/**
 * Everything that must hold before a change lands, in one run: lock file, tests (`npm test` installs, builds and runs them),
 * types, lint, boundaries, generated docs, packaging. Closes with `N passed, N failed` of all of them together.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { appNode, modules, root } from './machine.mjs';
import { writeSummary } from './test-summary.mjs';

const bin = (script, ...args) => [appNode(), [path.join(modules, script), ...args]];
const own = (script, ...args) => [appNode(), [path.join(root, 'scripts', script), ...args]];

function run([command, args]) {
  const env = { ...process.env, PATH: `${path.dirname(appNode())}${path.delimiter}${process.env.PATH}` };
  return spawnSync(command, args, { cwd: root, stdio: 'inherit', env }).status === 0;
}

function check(name, command) {
  const from = Date.now();
  console.log(`\n== ${name}`);
  const ok = run(command);
  console.log(`== ${name}: ${ok ? 'ok' : 'FAILED'} (${((Date.now() - from) / 1000).toFixed(0)} s)`);
  return { name, passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: [] };
}

/** `npm test` on a clone without packages proves the set-up as well; its own counts are added to ours. */
function tests() {
  console.log('\n== npm test');
  run(['npm', ['test', '--silent']]);
  try {
    return JSON.parse(fs.readFileSync(path.join(root, 'test-results/summary.json'), 'utf8')).suites;
  } catch {
    return [{ name: 'npm test', passed: 0, failed: 1, skipped: [] }];
  }
}

const setup = check('install', ['npm', ['run', '--silent', 'setup']]);
const suites = [
  setup,
  check('lock file', own('check-lock.mjs')),
  check('types', bin('typescript/bin/tsc', '-p', 'tsconfig.json')),
  check('lint', bin('oxlint/bin/oxlint', '--max-warnings', '0')),
  check('format', bin('prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.')),
  check(
    'boundaries',
    bin(
      'dependency-cruiser/bin/dependency-cruiser.mjs',
      '--config',
      '.dependency-cruiser.cjs',
      'src-main',
      'src-renderer',
      'shared',
    ),
  ),
  check('generated docs', own('docs.mjs', '--check')),
  ...tests(),
  check('package', own('package.mjs', '--dir')),
];
process.exit(writeSummary(undefined, suites) ? 0 : 1);
