/** What FFmpeg publishes to the relay reaches readers and viewers like any camera's stream, and ends like one. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Pull } from '../../src-main/relay/relay.ts';
import { readWireHeader } from '../../src-main/relay/viewer-frames.ts';
import { testEnvironment, testFfmpeg } from '../support/ffmpeg-fixture.ts';
import { outcomeOf, readStream, startTestRelay, type TestRelay } from '../support/relay-fixture.ts';
import { until } from '../support/until.ts';

const encoder = ['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-g', '15'];

/** FFmpeg that sends its own test picture; quality is of no interest here. */
function publish(url: string, { audio = [] as string[], codec = encoder } = {}): ChildProcess {
  const picture = ['-re', '-f', 'lavfi', '-i', 'testsrc2=size=320x240:rate=15'];
  const output = ['-f', 'rtsp', '-rtsp_transport', 'tcp', url];
  const args = ['-loglevel', 'error', '-nostdin', ...picture, ...audio, ...codec, ...output];
  return spawn(testFfmpeg, args, { env: testEnvironment, stdio: 'ignore' });
}

async function gone(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.exitCode;
}

describe.each(['inline', 'worker'] as const)('a published stream, relay %s', (mode) => {
  let relay: TestRelay;
  let pull: Pull;
  let child: ChildProcess | undefined;

  beforeEach(async () => {
    relay = await startTestRelay(mode);
    pull = relay.open({ kind: 'published' });
  });
  afterEach(async () => {
    child?.kill('SIGKILL');
    if (child) await gone(child);
    child = undefined;
    await relay.close();
  });

  it('REC-11 becomes ready, is measured, read and viewed like a camera', async () => {
    child = publish(pull.localUrl);
    const info = await pull.ready;
    expect(info).toMatchObject({ videoCodec: 'H264', width: 320, height: 240 });
    expect(info).not.toHaveProperty('audioCodec');
    const times: number[] = [];
    relay.watch(pull.id, 1, (frame) => times.push(readWireHeader(frame).timeUs));
    const read = await readStream(pull.localUrl, ['-t', '3', '-f', 'framemd5', '-']);
    expect(read.code).toBe(0);
    expect(read.stdout.toString().match(/^0,/gm)!.length).toBeGreaterThan(38);
    expect(read.stderr).not.toMatch(/error|missed|corrupt/i);
    await until(() => times.length > 40);
    const steps = times.slice(1).map((time, index) => time - times[index]!);
    expect(Math.max(...steps)).toBeLessThan(140_000);
    await until(() => pull.stats()?.info.gopSeconds === 1);
    expect(pull.stats()).toMatchObject({ lostPackets: 0, badPackets: 0 });
    expect(pull.stats()?.info.fps).toBeCloseTo(15, 0);
    expect((await relay.still(pull.id))?.length).toBeGreaterThan(500);
  });

  it('ends as camera-lost when its publisher is killed, and its readers end in order', async () => {
    child = publish(pull.localUrl);
    await pull.ready;
    const reading = readStream(pull.localUrl, ['-f', 'null', '-']);
    await until(() => pull.stats()?.readers === 1);
    child.kill('SIGKILL');
    expect(await pull.closed).toMatchObject({ code: 'camera-lost' });
    expect((await reading).code).toBe(0);
  });

  it('ends its publisher when it is closed', async () => {
    child = publish(pull.localUrl);
    await pull.ready;
    await pull.close();
    expect(await pull.closed).toMatchObject({ code: 'closed' });
    expect(await gone(child)).not.toBeNull();
  });
});

describe('a published stream', () => {
  it('REC-12 carries sound of a known codec', { timeout: 60_000 }, async () => {
    await using relay = await startTestRelay();
    const pull = relay.open({ kind: 'published' });
    const tone = ['-re', '-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=16000', '-c:a', 'aac'];
    const child = publish(pull.localUrl, { audio: tone });
    try {
      expect((await pull.ready).audioCodec).toBe('AAC');
      await until(() => pull.stats()?.info.audioFlows);
    } finally {
      child.kill('SIGKILL');
      await gone(child);
    }
  });

  it('REC-13 of a codec that cannot be recorded is refused by name', async () => {
    await using relay = await startTestRelay();
    const pull = relay.open({ kind: 'published' });
    const child = publish(pull.localUrl, { codec: ['-c:v', 'mpeg4', '-g', '15'] });
    expect(await outcomeOf(pull)).toMatchObject({ code: 'unsupported', codec: 'MPEG-4 Part 2' });
    expect(await gone(child)).toBeGreaterThan(0);
  });

  it('that never comes ends as handshake-timeout', async () => {
    await using relay = await startTestRelay();
    const pull = relay.open({ kind: 'published' }, { handshakeMs: 50 });
    expect(await outcomeOf(pull)).toMatchObject({ code: 'handshake-timeout' });
  });
});
