/** Refuses to pack without the FFmpeg of the target: a package that cannot record must not come into being. */
const fs = require('node:fs');
const path = require('node:path');

const architectures = ['ia32', 'x64', 'armv7l', 'arm64', 'universal'];
const systems = { darwin: 'mac', linux: 'linux', win32: 'win' };

module.exports = async function beforePack(context) {
  const system = systems[context.electronPlatformName];
  const target = `${system}-${architectures[context.arch]}`;
  const program = system === 'win' ? 'ffmpeg.exe' : 'ffmpeg';
  const file = path.join(context.packager.projectDir, 'build/ffmpeg', target, program);
  if (!fs.existsSync(file)) throw new Error(`FFmpeg for ${target} is missing: ${file}`);
};
