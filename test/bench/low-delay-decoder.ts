/**
 * Floor of row 11: FFmpeg decodes a camera with the least delay it can (the options that make ffplay fast) and hands over
 * the strip with the bar code of every picture the moment it is decoded.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { decodeBarCode, lumaOfGrey } from '../../src-main/demo/bar-code.ts';
import { testEnvironment, testFfmpeg } from '../support/ffmpeg-fixture.ts';
import type { SeenFrame } from './frame-arithmetic.ts';

const WIDTH = 1920;
const HEIGHT = 1080;
const STRIP = HEIGHT / 20;

/** Watches an address for a while; frames that cannot be read are left out. */
export async function lowDelayFrames(url: string, durationMs: number): Promise<SeenFrame[]> {
  const input = ['-fflags', 'nobuffer', '-flags', 'low_delay', '-rtsp_transport', 'tcp', '-i', url];
  const output = ['-an', '-vf', `crop=${WIDTH}:${STRIP}:0:0,format=gray`, '-fps_mode', 'passthrough'];
  const args = ['-v', 'error', '-nostdin', ...input, ...output];
  const child = spawn(testFfmpeg, [...args, '-flush_packets', '1', '-f', 'rawvideo', 'pipe:1'], {
    env: testEnvironment,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const frames: SeenFrame[] = [];
  const strip = Buffer.alloc(WIDTH * STRIP);
  let filled = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    for (let at = 0; at < chunk.length;) {
      const taken = chunk.copy(strip, filled, at);
      at += taken;
      filled += taken;
      if (filled < strip.length) continue;
      filled = 0;
      const number = decodeBarCode(lumaOfGrey(strip, WIDTH), WIDTH, HEIGHT);
      if (number !== undefined) frames.push({ number, at: Date.now() });
    }
  });
  const gone = once(child, 'exit');
  await delay(durationMs);
  child.kill('SIGKILL');
  await gone;
  return frames;
}
