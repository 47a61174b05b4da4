/**
 * `npm start`: builds what changed and starts Watchpost, under Electron where its binary and a display are there, else as
 * the browser host. All flags are passed on; `--browser` asks for the browser host. Zero dependencies.
 */
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { appNode, findInstalledElectron, root } from './machine.mjs';

const flags = process.argv.slice(2);
const node = appNode();
const sources = path.join(root, 'src-main');
if (fs.existsSync(sources)) {
  const built = spawnSync(node, [path.join(root, 'scripts/build.mjs')], {
    cwd: root,
    stdio: ['ignore', process.stderr, process.stderr],
  });
  if (built.status !== 0) process.exit(built.status ?? 1);
}

const hasDisplay =
  process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
const electron = flags.includes('--browser') || !hasDisplay ? undefined : findInstalledElectron();
const isRoot = process.getuid?.() === 0;
const [program, args] = electron
  ? // Chromium refuses to start as root with its sandbox.
    [electron, [...(isRoot ? ['--no-sandbox'] : []), root, ...flags]]
  : [node, ['--enable-source-maps', path.join(root, 'out/main/node-host.mjs'), ...flags]];

const child = spawn(program, args, { stdio: 'inherit', env: { ...process.env, NODE_NO_WARNINGS: '1' } });
child.on('error', (error) => {
  console.error(`Watchpost could not be started: ${error.message}`);
  process.exit(1);
});
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
// A second copy of the terminal's own signal does no harm: the app stops once.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
