/**
 * Executables that behave like an FFmpeg in trouble: small scripts run by Node, for faults a real one cannot be made to
 * have. They are written into a folder of the test and live as long as it.
 */
import fs from 'node:fs';
import path from 'node:path';

/** Writes an executable whose body is JavaScript (CommonJS); returns its path. */
export function fakeProgram(folder: string, name: string, body: string): string {
  const file = path.join(folder, name);
  fs.writeFileSync(file, `#!${process.execPath}\n${body}\n`, { mode: 0o755 });
  return file;
}

/** What `ffmpeg -version` prints, for any version. */
export function versionScript(version: string, libavformat: string): string {
  return `console.log(${JSON.stringify(
    `ffmpeg version ${version} Copyright (c) 2000-2026 the FFmpeg developers\nlibavutil      57. 28.100 / 57. 28.100\nlibavformat    ${libavformat} / ${libavformat}`,
  )})`;
}

/** Prints "ready" on stderr and stays, deaf to SIGTERM. */
export const deafScript =
  "process.on('SIGTERM', () => {}); process.on('SIGHUP', () => {}); console.error('ready'); setInterval(() => {}, 1000);";

/** Prints "ready" on stderr and stays until it gets a signal. */
export const patientScript = "console.error('ready'); setInterval(() => {}, 1000);";
