/** Starts that must not succeed: one sentence for the operator and an exit status a script can tell apart. */
import { describe, expect, it } from 'vitest';
import { AppProcess } from '../support/app-process.ts';

const outOfRange: readonly [name: string, value: string][] = [
  ['RECORDING_ROTATION_MINUTES', '0'],
  ['RECORDING_ROTATION_MINUTES', '1441'],
  ['RECORDING_ROTATION_MINUTES', 'ten'],
  ['RECORDING_ROTATION_MINUTES', '1e3'],
  ['STORAGE_WARN_PERCENT', '0'],
  ['STORAGE_WARN_PERCENT', '95'],
  ['STORAGE_BLOCK_PERCENT', '101'],
  ['STORAGE_BLOCK_PERCENT', '-5'],
  ['RECORDING_INGEST_SOURCE', 'guess'],
  ['RECORD_DIR', 'relative/folder'],
  ['SNAPSHOT_DIR', '../up'],
  ['STORAGE_MODE', 'cloud'],
  ['REMUX_CONCURRENCY', '0'],
  ['EVENT_CONCURRENCY', '1000'],
];

async function startWith(env: Record<string, string>) {
  const app = new AppProcess({ env });
  try {
    const { code } = await app.exited;
    return { code, stdout: app.stdout, lines: app.stderr.trim().split('\n') };
  } finally {
    await app.dispose();
  }
}

describe('a start', () => {
  it.each(outOfRange)(
    'REC-2 STO-1 SHL-3 with %s=%s ends with one sentence and status 2',
    async (name, value) => {
      const { code, stdout, lines } = await startWith({ [name]: value });
      expect(code).toBe(2);
      expect(stdout).toBe('');
      expect(lines).toHaveLength(1);
      expect(lines[0]).toContain(name);
      expect(lines[0]).toMatch(/^[A-Z].*\.$/);
    },
  );

  it('names what helps when FFMPEG_BIN leads nowhere', async () => {
    const { code, lines } = await startWith({ FFMPEG_BIN: '/nowhere/ffmpeg' });
    expect(code).not.toBe(0);
    expect(lines.at(-1)).toMatch(/FFMPEG_BIN names \/nowhere\/ffmpeg.*FFmpeg 5\.0 or newer/);
  });
});
