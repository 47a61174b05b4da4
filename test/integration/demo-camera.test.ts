/** The simulated camera against real FFmpeg, and its switches against a bare RTSP client. */
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DemoFault } from '../../shared/contract/names.ts';
import { FRAME_MS, frameIndexAt, indexOf, LOOP_FRAMES } from '../../src-main/demo/schedule.ts';
import { readRtpHeader } from '../../src-main/rtsp/rtp.ts';
import { parseSdp } from '../../src-main/rtsp/sdp.ts';
import { addressWithPassword, demoClip, demoFleet, startDemoCamera } from '../support/demo-fixture.ts';
import { runJudge } from '../support/ffmpeg-fixture.ts';
import { compareFrames, identify } from '../support/frame-ledger.ts';
import { readFrameNumbers, readFrames } from '../support/frame-reader.ts';
import { RawRtspClient } from '../support/raw-rtsp-client.ts';
import { until } from '../support/until.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'watchpost-demo-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** FFmpeg straight on the camera: `seconds` of it, as it comes, into a file. */
function record(address: string, seconds: number, file: string) {
  const input = ['-loglevel', 'level+warning', '-rtsp_transport', 'tcp', '-i', address];
  return runJudge([...input, '-c', 'copy', '-t', String(seconds), file]);
}

describe('demo camera and FFmpeg', () => {
  it('is recorded over TCP with user and password, and every frame is recognised and none is missing', async () => {
    await using camera = await startDemoCamera();
    const file = path.join(folder, 'main.mp4');
    const recording = await record(addressWithPassword(camera), 12, file);
    expect(recording.code).toBe(0);
    const { frames, errors } = await readFrames(file);
    expect(errors).toEqual([]);
    expect(frames.every((frame) => frame.number !== undefined)).toBe(true);
    const sent = camera.sendLog(0, Infinity);
    const startAt = sent[0]!.at;
    const recovered = frames.map(({ number, ptsMs }) => identify(number!, startAt + ptsMs));
    // FFmpeg was told to stop after 12 s; the camera sent a little more.
    const expected = sent.filter((frame) => indexOf(frame) <= Math.max(...recovered));
    expect(expected.length).toBeGreaterThanOrEqual(12 * 25);
    expect(compareFrames(expected, recovered)).toMatchObject({
      missing: [],
      duplicates: [],
      outOfOrder: [],
      unknown: [],
    });
    expect(camera.stats()).toMatchObject({ active: 0, maxActive: 1, connections: 1, wrongPasswords: 0 });
  });

  it('shows frames by the clock: number and round follow from the time alone', async () => {
    await using camera = await startDemoCamera({ phaseMs: 2_280 });
    using client = await RawRtspClient.connect(camera.port);
    await client.play(camera.mainUrl, camera);
    const sent = await until(() => {
      const log = camera.sendLog(0, Infinity);
      return log.length >= 30 && log;
    });
    for (const frame of sent)
      expect(Math.abs(indexOf(frame) - frameIndexAt(frame.at, 2_280))).toBeLessThan(1000 / FRAME_MS);
    expect(sent[0]!.number % 25).toBe(0);
    expect(sent.map((frame) => indexOf(frame) - indexOf(sent[0]!))).toEqual(sent.map((_, index) => index));
  });

  it('has a sub stream that shows the same moments at a quarter of the size', async () => {
    await using camera = await startDemoCamera();
    const file = path.join(folder, 'sub.mp4');
    await record(addressWithPassword(camera, 'sub'), 3, file);
    const numbers = await readFrameNumbers(file, { width: 160, height: 90 });
    expect(numbers.length).toBeGreaterThan(30);
    for (const [index, number] of numbers.entries())
      expect(number).toBe((numbers[0]! + index * 2) % LOOP_FRAMES);
    expect((await runJudge(['-i', file])).stderr).toContain('640x360');
  });

  it('can be read after coding at 30 kbit/s in the size of a small tile', async () => {
    await using camera = await startDemoCamera();
    const file = path.join(folder, 'tile.mp4');
    const input = ['-loglevel', 'error', '-rtsp_transport', 'tcp', '-i', addressWithPassword(camera)];
    const coding = ['-an', '-s', '192x108', '-c:v', 'libx264', '-preset', 'superfast', '-b:v', '30k'];
    await runJudge([...input, ...coding, '-t', '4', file]);
    const numbers = await readFrameNumbers(file, { width: 160, height: 90 });
    expect(numbers).toEqual(numbers.map((_, index) => (numbers[0]! + index) % LOOP_FRAMES));
    expect(numbers.length).toBeGreaterThan(90);
  });

  it('changes its resolution in the running stream, and FFmpeg reads on', async () => {
    await using camera = await startDemoCamera();
    const file = path.join(folder, 'resolution.ts');
    const recording = record(addressWithPassword(camera), 8, file);
    await until(() => camera.sendLog(0, Infinity).length > 5);
    camera.setFault('resolution', 3_000);
    await recording;
    const { frames } = await readFrames(file, { outputArgs: ['-autoscale', '1'] });
    expect(frames.every((frame) => frame.number !== undefined)).toBe(true);
    const sent = camera.sendLog(0, Infinity);
    const recovered = frames.map(({ number, ptsMs }) =>
      identify(number!, sent[0]!.at + ptsMs - frames[0]!.ptsMs),
    );
    const expected = sent.filter((frame) => indexOf(frame) <= Math.max(...recovered));
    expect(compareFrames(expected, recovered)).toMatchObject({ missing: [], outOfOrder: [], unknown: [] });
    const steps = recovered.slice(1).map((index, position) => index - recovered[position]!);
    expect(new Set(steps)).toEqual(new Set([1, 2]));
    expect(camera.fault).toBe('none');
  });
});

describe('demo camera: switches', () => {
  it('describes H.264 and AAC, asks for Digest, and counts a wrong password', async () => {
    await using camera = await startDemoCamera();
    using client = await RawRtspClient.connect(camera.port);
    const wrong = await client.signedRequest('DESCRIBE', camera.mainUrl, {
      username: 'watch',
      password: 'no',
    });
    expect(wrong.status).toBe(401);
    expect(camera.stats().wrongPasswords).toBe(1);
    const right = await client.signedRequest('DESCRIBE', camera.mainUrl, camera);
    expect(right.status).toBe(200);
    const { tracks } = parseSdp(right.body.toString());
    expect(tracks.map((track) => track.codec)).toEqual(['H264', 'AAC']);
    expect((await client.signedRequest('DESCRIBE', `${camera.mainUrl}x`, camera)).status).toBe(404);
  });

  it('plays until TEARDOWN, and knows how many play', async () => {
    await using camera = await startDemoCamera({ withoutSignIn: true });
    using one = await RawRtspClient.connect(camera.port);
    using other = await RawRtspClient.connect(camera.port);
    expect((await one.play(camera.mainUrl, camera)).status).toBe(200);
    expect((await other.play(camera.mainUrl, camera)).status).toBe(200);
    await until(() => one.packets.length > 20 && other.packets.length > 20);
    expect(camera.stats()).toMatchObject({ active: 2, maxActive: 2, activeSub: 0, connections: 2 });
    expect((await one.request('GET_PARAMETER', camera.mainUrl)).status).toBe(200);
    expect((await one.request('TEARDOWN', camera.mainUrl)).status).toBe(200);
    await until(() => one.ended === 'end');
    await until(() => camera.stats().active === 1);
    expect(camera.stats().maxActive).toBe(2);
  });

  it('keeps its port while it is away, refuses, and comes back by itself', async () => {
    await using camera = await startDemoCamera();
    using client = await RawRtspClient.connect(camera.port);
    await client.play(camera.mainUrl, camera);
    await until(() => client.packets.length > 5);
    const { port } = camera;
    camera.setFault('drop', 700);
    await until(() => client.ended === 'end');
    await until(async () => {
      try {
        (await RawRtspClient.connect(port))[Symbol.dispose]();
        return false;
      } catch {
        return true;
      }
    });
    await until(() => camera.fault === 'none');
    using again = await until(() => RawRtspClient.connect(port).catch(() => undefined));
    expect((await again.play(camera.mainUrl, camera)).status).toBe(200);
    expect(camera.port).toBe(port);
  });

  it('falls silent with the connection open, then goes on with the present', async () => {
    await using camera = await startDemoCamera();
    using client = await RawRtspClient.connect(camera.port);
    await client.play(camera.mainUrl, camera);
    await until(() => client.packets.length > 5);
    camera.setFault('stall');
    const stalledAt = client.packets.length;
    using silent = await RawRtspClient.connect(camera.port);
    silent.send('OPTIONS', camera.mainUrl);
    client.send('OPTIONS', camera.mainUrl);
    const answersBefore = client.responses.length;
    // A healthy camera tells how long silence lasts: more than a second of pictures.
    await using ruler = await startDemoCamera({ withoutSignIn: true });
    using measure = await RawRtspClient.connect(ruler.port);
    await measure.play(ruler.mainUrl, ruler);
    await until(() => ruler.sendLog(0, Infinity).length > 30);
    expect(client.packets.length - stalledAt).toBeLessThanOrEqual(10);
    expect(client.responses).toHaveLength(answersBefore);
    expect(silent.responses).toEqual([]);
    expect(client.ended).toBeUndefined();
    const before = client.packets.length;
    const resumedAt = Date.now();
    camera.setFault('none');
    await until(() => client.packets.length > before + 5);
    const first = camera.sendLog(resumedAt, Infinity)[0]!;
    expect(first.number % 25).toBe(0);
    expect(first.at - frameIndexAt(first.at) * FRAME_MS).toBeLessThanOrEqual(0);
  });

  it('resets connections, old and new', async () => {
    await using camera = await startDemoCamera();
    using client = await RawRtspClient.connect(camera.port);
    await client.play(camera.mainUrl, camera);
    camera.setFault('reset');
    await until(() => client.ended === 'reset');
    await expect(
      (async () => {
        using next = await RawRtspClient.connect(camera.port);
        await next.request('OPTIONS', camera.mainUrl);
      })(),
    ).rejects.toThrow();
  });

  it('sends noise in packets and as answers', async () => {
    await using camera = await startDemoCamera();
    using client = await RawRtspClient.connect(camera.port);
    await client.play(camera.mainUrl, camera);
    await until(() => client.packets.length > 5);
    camera.setFault('garbage');
    const from = client.packets.length;
    await until(() => client.packets.length > from + 60);
    const bad = client.packets.slice(from).filter(({ channel, payload }) => {
      const header = channel % 2 === 0 ? readRtpHeader(payload) : undefined;
      return channel % 2 === 0 && (!header || (header.payloadType !== 96 && header.payloadType !== 97));
    });
    expect(bad.length).toBeGreaterThan(5);
    expect(client.formatError).toBeUndefined();
    using next = await RawRtspClient.connect(camera.port);
    next.send('OPTIONS', camera.mainUrl);
    await until(() => next.formatError);
  });

  it.each([
    ['unauthorized', 401],
    ['not-found', 404],
    ['redirect', 302],
  ] as const)('answers %s to the right password, and ends what plays', async (fault: DemoFault, status) => {
    await using camera = await startDemoCamera();
    using client = await RawRtspClient.connect(camera.port);
    await client.play(camera.mainUrl, camera);
    camera.setFault(fault);
    await until(() => client.ended === 'end');
    using next = await RawRtspClient.connect(camera.port);
    const response = await next.signedRequest('DESCRIBE', camera.mainUrl, camera);
    expect(response.status).toBe(status);
    if (status === 302) expect(response.headers.get('location')).toEqual([camera.mainUrl]);
    camera.setFault('none');
    expect((await next.signedRequest('DESCRIBE', camera.mainUrl, camera)).status).toBe(200);
  });

  it('announces sound that never comes', async () => {
    await using camera = await startDemoCamera();
    camera.setFault('no-audio');
    using client = await RawRtspClient.connect(camera.port);
    const described = await client.signedRequest('DESCRIBE', camera.mainUrl, camera);
    expect(parseSdp(described.body.toString()).tracks).toHaveLength(2);
    await client.play(camera.mainUrl, camera);
    await until(() => client.packets.filter((packet) => packet.channel === 0).length > 60);
    expect(client.packets.some((packet) => packet.channel === 2)).toBe(false);
    camera.setFault('none');
    await until(() => client.packets.some((packet) => packet.channel === 2));
  });

  it('drops a client that does not read, and serves the others', async () => {
    // Pictures of 300 kB fill the system's own buffers within a second.
    const clip = await demoClip();
    const units = clip.main.units.map(({ key }) => ({
      key,
      nals: [Buffer.alloc(300_000, key ? 0x65 : 0x41)],
    }));
    await using camera = await startDemoCamera({
      withoutSignIn: true,
      clip: { ...clip, main: { ...clip.main, units } },
    });
    using lazy = await RawRtspClient.connect(camera.port);
    using eager = await RawRtspClient.connect(camera.port);
    await lazy.play(camera.mainUrl, camera);
    await eager.play(camera.mainUrl, camera);
    lazy.socket.pause();
    await until(() => camera.stats().active === 1, { timeoutMs: 20_000 });
    const before = eager.packets.length;
    await until(() => eager.packets.length > before + 20);
  });

  it('can be told by tests to offer only Basic, SHA-256, silence or an answer of theirs', async () => {
    const challenge = async (knobs: NonNullable<Parameters<typeof startDemoCamera>[0]>['knobs']) => {
      await using camera = await startDemoCamera({ knobs: knobs ?? {} });
      using client = await RawRtspClient.connect(camera.port);
      const first = await client.request('DESCRIBE', camera.mainUrl);
      const signed = await client.signedRequest('DESCRIBE', camera.mainUrl, camera);
      return [first.headers.get('www-authenticate')?.[0] ?? '', signed.status] as const;
    };
    expect(await challenge({ basicOnly: true })).toEqual([expect.stringMatching(/^Basic /), 200]);
    expect(await challenge({ digestAlgorithm: 'SHA-256' })).toEqual([expect.stringMatching(/SHA-256/), 200]);
    expect(
      await challenge({ answer: ({ cseq }) => `RTSP/1.0 453 Not Enough Bandwidth\r\nCSeq: ${cseq}\r\n\r\n` }),
    ).toEqual(['', 453]);
  });
});

describe('demo fleet', () => {
  it('makes the clip once, and starts and stops cameras by id', async () => {
    const home = path.join(folder, 'demo');
    await using fleet = demoFleet(home);
    const [one, same] = await Promise.all([
      fleet.start({ cameraId: 'a', number: 1 }),
      fleet.start({ cameraId: 'a', number: 1 }),
    ]);
    expect(one).toBe(same);
    expect(fleet.get('a')).toBe(one);
    const [clip] = await readdir(home);
    expect(await readdir(path.join(home, clip!))).toEqual(['main.h264', 'sound.aac', 'sub.h264']);
    const { port } = one;
    await fleet.stop('a');
    expect(fleet.get('a')).toBeUndefined();
    const back = await fleet.start({ cameraId: 'a', number: 1, port });
    expect(back.port).toBe(port);
    const other = await fleet.start({ cameraId: 'b', number: 1, port });
    expect(other.port).not.toBe(port);
    expect(other.password).not.toBe(back.password);
  });

  it('makes a damaged clip again', async () => {
    const home = path.join(folder, 'damaged');
    await using fleet = demoFleet(home);
    await fleet.start({ cameraId: 'a', number: 1 });
    const [clip] = await readdir(home);
    await writeFile(path.join(home, clip!, 'main.h264'), 'nothing');
    await using next = demoFleet(home);
    const camera = await next.start({ cameraId: 'a', number: 1 });
    using client = await RawRtspClient.connect(camera.port);
    expect((await client.play(camera.mainUrl, camera)).status).toBe(200);
  });
});
