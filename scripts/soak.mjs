/** `npm run soak [-- NAME …]`: the fault tests of test/integration with their full count of trials. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { appNode, findBrowser, modules, root } from './machine.mjs';

spawnSync(appNode(), [path.join(root, 'scripts/build.mjs')], { cwd: root, stdio: 'inherit' });
const env = {
  ...process.env,
  WATCHPOST_SOAK: 'full',
  CHROMIUM_BIN: findBrowser() ?? '',
  NODE_NO_WARNINGS: '1',
};
const names = process.argv.slice(2);
const result = spawnSync(
  appNode(),
  [
    path.join(modules, 'vitest/vitest.mjs'),
    'run',
    '--project=integration',
    ...(names.length > 0 ? names : ['kill', 'fault']),
    '--testTimeout=3600000',
  ],
  { cwd: root, stdio: 'inherit', env },
);
process.exit(result.status ?? 1);
