/**
 * Brings a fresh machine to the point where Watchpost builds and runs: packages, Node, FFmpeg, a browser.
 * Zero dependencies, any Node from 18 on, idempotent (a few ms when nothing is to do). Speaks on stderr only, because
 * stdout belongs to the program that starts afterwards. `run` or `test` as argument says what for.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import {
  bundledNode,
  findBrowser,
  findInstalledElectron,
  modules,
  onPath,
  root,
  staticFfmpeg,
} from './machine.mjs';

const purpose = process.argv[2] ?? 'run';
const startedAt = Date.now();
const say = (message) => process.stderr.write(`[setup] ${message}\n`);
const giveUp = (message) => {
  process.stderr.write(`\n[setup] ${message}\n\n`);
  process.exit(1);
};
/** Children write to our stderr: stdout stays clean. */
const run = (command, args, options = {}) =>
  spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2], ...options });

const stampFile = path.join(modules, '.setup.json');
const stamp = readStamp();
installPackages();
const node = chooseNode();
await fetchBinary('ffmpeg-static', staticFfmpeg(), 'ffmpeg-static/install.js', 180);
await fetchBinary('electron', path.join(modules, 'electron/path.txt'), 'electron/install.js', 600);
ensureFfmpeg();
ensureBrowser();
const took = Date.now() - startedAt;
if (took > 1000) say(`ready in ${(took / 1000).toFixed(1)} s`);

function readStamp() {
  try {
    return JSON.parse(fs.readFileSync(stampFile, 'utf8'));
  } catch {
    return {};
  }
}

function saveStamp() {
  fs.writeFileSync(stampFile, JSON.stringify(stamp));
}

/** `npm ci` when lock file or platform changed. No dependency's script is ever needed. */
function installPackages() {
  const key = createHash('sha256')
    .update(fs.readFileSync(path.join(root, 'package-lock.json')))
    .update(process.platform + process.arch)
    .digest('hex');
  if (stamp.key === key) return;
  say('installing packages…');
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = process.env.npm_execpath;
  const windows = process.platform === 'win32';
  const result = npm
    ? run(process.execPath, [npm, ...args])
    : run(windows ? 'npm.cmd' : 'npm', args, { shell: windows });
  if (result.status !== 0) giveUp('The packages could not be installed. Check the network and try again.');
  for (const name of Object.keys(stamp)) delete stamp[name];
  stamp.key = key;
  saveStamp();
}

/** The Node that came with the packages, else this one when it is new enough for the database module. */
function chooseNode() {
  const bundled = bundledNode();
  if (bundled) return bundled;
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 15)) return process.execPath;
  return giveUp(`Node ${process.versions.node} is too old. Install Node 24 and start again.`);
}

/** Binaries that come from outside npm: one tolerant attempt a day, never a reason to stop. */
async function fetchBinary(name, file, script, seconds) {
  const installer = path.join(modules, script);
  const triedToday = stamp[name] && Date.now() - stamp[name] < 86_400_000;
  if (fs.existsSync(file) || triedToday || !fs.existsSync(installer)) return;
  stamp[name] = Date.now();
  saveStamp();
  if (!(await reachable('github.com', 443, 4000)))
    return say(`${name}: its download server is not reachable from here; going on without`);
  say(`fetching ${name}…`);
  const result = run(node, [installer], { stdio: 'ignore', timeout: seconds * 1000, killSignal: 'SIGKILL' });
  const there = result.status === 0 && fs.existsSync(file);
  say(there ? `${name} ready` : `${name} could not be downloaded; going on without`);
}

/** True when a TCP connection opens in time: a black hole costs seconds, not the installer's whole time limit. */
function reachable(host, port, timeoutMs) {
  return new Promise((resolve) => {
    const socket = net.connect({ host, port });
    const answer = (value) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(value);
    };
    const timer = setTimeout(() => answer(false), timeoutMs);
    socket.on('connect', () => answer(true)).on('error', () => answer(false));
  });
}

function ensureFfmpeg() {
  if (process.env.FFMPEG_BIN || fs.existsSync(staticFfmpeg()) || onPath('ffmpeg') || apt('ffmpeg')) return;
  giveUp(
    'FFmpeg was not found. Install it (Debian/Ubuntu: sudo apt-get install ffmpeg, macOS: brew install ffmpeg, ' +
      'Windows: winget install ffmpeg) or set FFMPEG_BIN to its path.',
  );
}

function ensureBrowser() {
  if (findBrowser()) return;
  if (purpose === 'test') {
    if (apt('chromium')) return;
    giveUp(
      'The tests need Chromium. Debian/Ubuntu: sudo apt-get install chromium; elsewhere set CHROMIUM_BIN.',
    );
  }
  if (!findInstalledElectron())
    say('no Electron and no browser found: the program will print an address to open');
}

/** Installs a Debian package when that is allowed and possible here. */
function apt(name) {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !onPath('apt-get')) return false;
  say(`installing ${name} with apt-get…`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const install = () =>
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', name], {
      env,
      stdio: ['ignore', 'ignore', 2],
    });
  if (install().status === 0) return true;
  run('apt-get', ['update', '-qq'], { env, stdio: ['ignore', 'ignore', 2] });
  return install().status === 0;
}
