/** `npm run bench [-- ROW …]`: runs the rows of test/bench one after another; each prints value, floor, ratio, goal and whether it is met. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { appNode, findBrowser, root } from './machine.mjs';

const folder = path.join(root, 'test/bench');
const wanted = process.argv.slice(2).map((row) => `row-${row.padStart(2, '0')}-`);
const rows = fs
  .readdirSync(folder)
  .filter((file) => /^row-\d\d-.*\.ts$/.test(file))
  .filter((file) => wanted.length === 0 || wanted.some((prefix) => file.startsWith(prefix)))
  .toSorted();
spawnSync(appNode(), [path.join(root, 'scripts/build.mjs')], { cwd: root, stdio: 'inherit' });
const env = { ...process.env, CHROMIUM_BIN: findBrowser() ?? '', NODE_NO_WARNINGS: '1' };
let broken = 0;
for (const file of rows) {
  const result = spawnSync(appNode(), ['--expose-gc', path.join(folder, file)], {
    cwd: root,
    stdio: 'inherit',
    env,
  });
  if (result.status !== 0) broken += 1;
}
process.exit(broken === 0 ? 0 : 1);
