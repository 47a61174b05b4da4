/**
 * Builds Watchpost into out/: the hosts, the workers and the preload with esbuild, the window with Vite.
 * A part whose inputs have not changed since its last build is skipped; `--force` builds all.
 */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { root } from './machine.mjs';

const out = path.join(root, 'out');
const stampFile = path.join(out, 'built.json');
const force = process.argv.includes('--force');
const startedAt = performance.now();

const entries = {
  electron: 'src-main/hosts/electron/main.ts',
  'node-host': 'src-main/hosts/node/main.ts',
  'relay-worker': 'src-main/relay/relay-worker.ts',
  'safekeeping-worker': 'src-main/safekeeping/safekeeping-worker.ts',
};

const parts = {
  main: {
    inputs: ['src-main', 'shared', 'scripts/build.mjs', 'package-lock.json', 'assets'],
    build: buildMain,
  },
  window: {
    inputs: [
      'src-renderer',
      'shared',
      'index.html',
      'vite.config.ts',
      'scripts/build.mjs',
      'package-lock.json',
    ],
    build: buildWindow,
  },
};

const stamp = readStamp();
const built = [];
await Promise.all(
  Object.entries(parts).map(async ([name, { inputs, build }]) => {
    const key = fingerprint(inputs);
    if (!force && stamp[name] === key) return;
    await build();
    stamp[name] = key;
    built.push(name);
  }),
);
fs.writeFileSync(stampFile, JSON.stringify(stamp));
if (built.length > 0) {
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.error(`build: ${built.toSorted().join(' and ')} in ${seconds} s`);
}

/** Packages stay outside: they are installed beside the app, and native ones cannot be bundled. */
async function buildMain() {
  const { build } = await import('esbuild');
  const common = {
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    sourcemap: true,
    logLevel: 'warning',
    packages: 'external',
  };
  await Promise.all([
    build({
      ...common,
      entryPoints: entries,
      format: 'esm',
      target: 'node22',
      outdir: 'out/main',
      outExtension: { '.js': '.mjs' },
    }),
    // A sandboxed preload is one CommonJS file that may require nothing but electron.
    build({
      ...common,
      entryPoints: { index: 'src-main/hosts/electron/preload.ts' },
      format: 'cjs',
      target: 'chrome146',
      outdir: 'out/preload',
      outExtension: { '.js': '.cjs' },
    }),
  ]);
  fs.mkdirSync(path.join(out, 'assets'), { recursive: true });
  for (const name of ['icon.png', 'tray.png']) {
    fs.copyFileSync(path.join(root, 'assets', name), path.join(out, 'assets', name));
  }
}

async function buildWindow() {
  const { build } = await import('vite');
  await build({ root, configFile: path.join(root, 'vite.config.ts'), logLevel: 'warn' });
}

function readStamp() {
  fs.mkdirSync(out, { recursive: true });
  try {
    const read = JSON.parse(fs.readFileSync(stampFile, 'utf8'));
    // Somebody removed a result: its stamp means nothing.
    if (!fs.existsSync(path.join(out, 'main/node-host.mjs'))) delete read.main;
    if (!fs.existsSync(path.join(out, 'renderer/index.html'))) delete read.window;
    return read;
  } catch {
    return {};
  }
}

/** Names, sizes and times of all inputs: reading a thousand small files would cost more than building them. */
function fingerprint(inputs) {
  const hash = createHash('sha256');
  for (const input of inputs) {
    const full = path.join(root, input);
    if (!fs.existsSync(full)) continue;
    const files = fs.statSync(full).isDirectory()
      ? fs
          .readdirSync(full, { recursive: true })
          .toSorted()
          .map((name) => path.join(full, name))
      : [full];
    for (const file of files) {
      const { size, mtimeMs } = fs.statSync(file);
      hash.update(`${file}\0${size}\0${mtimeMs}\n`);
    }
  }
  return hash.digest('hex');
}
