import { mkdtemp, readFile, rm } from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Pull } from '../../src-main/relay/relay.ts';
import {
  FLAG_CATCH_UP,
  FLAG_KEY,
  readWireHeader,
  WIRE_HEADER_BYTES,
} from '../../src-main/relay/viewer-frames.ts';
import { splitAnnexB } from '../../src-main/rtsp/annex-b.ts';
import { isParameterSet } from '../../src-main/rtsp/parameter-sets.ts';
import type { DemoCamera } from '../../src-main/demo/demo-camera.ts';
import { startDemoCamera } from '../support/demo-fixture.ts';
import { RawRtspClient } from '../support/raw-rtsp-client.ts';
import { outcomeOf, readStream, startTestRelay, type TestRelay } from '../support/relay-fixture.ts';
import { until } from '../support/until.ts';

/** At 25 pictures a second and 90 kHz. */
const PICTURE_TICKS = 3_600;

describe.each(['inline', 'worker'] as const)('one pull (%s)', (mode) => {
  let camera: DemoCamera;
  let relay: TestRelay;
  let pull: Pull;
  let folder: string;

  beforeEach(async () => {
    camera = await startDemoCamera();
    relay = await startTestRelay(mode);
    pull = relay.open({ url: camera.mainUrl, username: camera.username!, password: camera.password! });
    folder = await mkdtemp(path.join(os.tmpdir(), 'watchpost-relay-'));
    await pull.ready;
  });

  afterEach(async () => {
    await relay.close();
    await camera.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('REC-17 serves two readers and two viewers over one connection to the camera', async () => {
    const frames: Uint8Array[] = [];
    const viewers = [1, 2].map((subscription) =>
      relay.watch(pull.id, subscription, (frame) => frames.push(frame)),
    );
    const files = ['a.mp4', 'b.mp4'].map((name) => path.join(folder, name));
    const readers = files.map((file) => readStream(pull.localUrl, [file]));
    await until(() => pull.stats()?.readers === 2 && pull.stats()?.viewers === 2 && frames.length > 50);
    await until(() => (pull.stats()?.pictures ?? 0) > 75, { timeoutMs: 15_000 });
    expect(camera.stats()).toMatchObject({ active: 1, maxActive: 1, connections: 1 });
    viewers.forEach((viewer) => viewer.stop());
    await pull.closeReaders();
    for (const result of await Promise.all(readers)) expect(result.code).toBe(0);
    expect(camera.stats()).toMatchObject({ active: 1, connections: 1 });
    expect(new Set(frames.map((frame) => readWireHeader(frame).subscription))).toEqual(new Set([1, 2]));
  });

  it('LIV-2 shows a viewer the ring at once: a key frame with its parameter sets, then what leads up to now', async () => {
    await until(() => (pull.stats()?.pictures ?? 0) > 60, { timeoutMs: 15_000 });
    const frames: Uint8Array[] = [];
    const { codec } = relay.watch(pull.id, 9, (frame) => frames.push(frame));
    await until(() => frames.some((frame) => (readWireHeader(frame).flags & FLAG_CATCH_UP) === 0));
    expect(codec).toMatch(/^avc1\.[0-9a-f]{6}$/);
    expect(readWireHeader(frames[0]!).flags & FLAG_KEY).toBe(FLAG_KEY);
    expect(
      splitAnnexB(frames[0]!.subarray(WIRE_HEADER_BYTES)).some((nal) => isParameterSet('H264', nal)),
    ).toBe(true);
    await until(() => frames.length > 30);
    const times = frames.map((frame) => readWireHeader(frame).timeUs);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(Math.abs(times.at(-1)! / 1000 - Date.now())).toBeLessThan(1000);
  });

  it('gives the last key picture as a still', async () => {
    const still = await relay.still(pull.id);
    const nals = splitAnnexB(still!);
    expect(nals.filter((nal) => isParameterSet('H264', nal)).length).toBeGreaterThanOrEqual(2);
    expect(nals.some((nal) => (nal[0]! & 31) === 5)).toBe(true);
    expect(await relay.still(pull.id + 1000)).toBeUndefined();
  });

  it('measures the stream', async () => {
    const info = await until(() => {
      const measured = pull.stats()?.info;
      return measured?.audioFlows && measured.gopSeconds > 0 ? measured : undefined;
    });
    expect(info).toMatchObject({ videoCodec: 'H264', width: 1280, height: 720, audioCodec: 'AAC', fps: 25 });
    expect(info.bitrateBps).toBeGreaterThan(100_000);
    const stats = await until(() => (pull.stats()?.clockOffsetMs === undefined ? undefined : pull.stats()));
    expect(Math.abs(stats.clockOffsetMs!)).toBeLessThan(1000);
    expect(stats).toMatchObject({ badPackets: 0, lostPackets: 0, slowReaders: 0 });
  });

  it('ends in order: TEARDOWN, readers finished, no connection left', async () => {
    const reader = readStream(pull.localUrl, [path.join(folder, 'a.mp4')]);
    await until(() => pull.stats()?.readers === 1);
    await pull.close();
    expect(await pull.closed).toMatchObject({ code: 'closed' });
    expect((await reader).code).toBe(0);
    await until(() => camera.stats().active === 0);
  });

  it('SEC-4 is not served to who does not know its token', async () => {
    const port = Number(new URL(pull.localUrl).port);
    for (const target of [
      `rtsp://127.0.0.1:${port}/`,
      `${pull.localUrl.slice(0, -1)}_`,
      `rtsp://127.0.0.1:${port}/../x`,
    ]) {
      using client = await RawRtspClient.connect(port);
      const response = await client.request('DESCRIBE', target);
      expect(response.status).toBe(404);
    }
    expect(pull.localUrl).not.toContain(camera.password);
  });

  it('SEC-4 tells a reader neither the camera’s address nor its password', async () => {
    using client = await RawRtspClient.connect(Number(new URL(pull.localUrl).port));
    const response = await client.request('DESCRIBE', pull.localUrl);
    const text = response.body.toString();
    expect(text).toContain('H264/90000');
    expect(text).not.toContain(String(camera.port));
    expect(text).not.toContain('watch');
  });

  it('LIV-3 goes on recording while another reader has stopped reading', { timeout: 60_000 }, async () => {
    const socket = net.connect(Number(new URL(pull.localUrl).port), '127.0.0.1');
    socket.on('error', () => {});
    const uri = pull.localUrl;
    socket.write(`SETUP ${uri}/track0 RTSP/1.0\r\nCSeq: 1\r\nTransport: RTP/AVP/TCP;interleaved=0-1\r\n\r\n`);
    socket.write(`PLAY ${uri} RTSP/1.0\r\nCSeq: 2\r\n\r\n`);
    socket.pause();
    const list = path.join(folder, 'packets');
    const reader = readStream(uri, ['-t', '4', '-f', 'framemd5', list]);
    expect((await reader).code).toBe(0);
    const times = (await readFile(list, 'utf8'))
      .split('\n')
      .filter((line) => line.startsWith('0,'))
      .map((line) => Number(line.split(',')[1]));
    const steps = times.slice(1).map((time, index) => time - times[index]!);
    expect(times.length).toBeGreaterThan(80);
    // A lost picture is a step of two or more. The first sender report moves the time once, by any odd amount: that is how
    // late a busy machine's camera was when it sent it.
    const off = steps.filter((step) => step > 1.5 * PICTURE_TICKS);
    const lost = off.filter(
      (step) => Math.abs(step - Math.round(step / PICTURE_TICKS) * PICTURE_TICKS) < 360,
    );
    expect(lost).toEqual([]);
    expect(off.length).toBeLessThanOrEqual(1);
    socket.destroy();
  });

  it('is over when the camera hangs up, and readers end in order within a second', async () => {
    const segments = ['-f', 'segment', '-segment_time', '3600', '-segment_list_type', 'csv'];
    const format = ['-segment_format_options', 'movflags=+frag_keyframe+empty_moov+default_base_moof'];
    const manifest = path.join(folder, 'segments.csv');
    const reader = readStream(pull.localUrl, [
      ...segments,
      ...format,
      '-segment_list',
      manifest,
      path.join(folder, '%d.mp4'),
    ]);
    await until(() => pull.stats()?.readers === 1 && (pull.stats()?.pictures ?? 0) > 50, {
      timeoutMs: 15_000,
    });
    camera.setFault('drop');
    expect(await pull.closed).toMatchObject({ code: 'camera-lost' });
    expect((await reader).code).toBe(0);
    expect(await readFile(manifest, 'utf8')).toMatch(/^0\.mp4,0\.0+,\d+\.\d+\n$/);
    const again = relay.open({ url: camera.mainUrl, username: camera.username!, password: camera.password! });
    expect(await outcomeOf(again)).toMatchObject({ code: 'unreachable' });
  });

  it('REC-6 ends when the camera is silent', async () => {
    const impatient = relay.open(
      { url: camera.subUrl, username: camera.username!, password: camera.password! },
      { stallMs: 1500 },
    );
    await impatient.ready;
    camera.setFault('stall');
    expect(await impatient.closed).toMatchObject({ code: 'stalled' });
  });

  it('survives garbage among the packets and counts it', async () => {
    camera.setFault('garbage');
    const before = pull.stats()?.pictures ?? 0;
    await until(() => (pull.stats()?.badPackets ?? 0) > 0 && (pull.stats()?.pictures ?? 0) > before + 25);
    camera.setFault('none');
    const reader = readStream(pull.localUrl, ['-t', '1', '-f', 'null', '-']);
    expect((await reader).code).toBe(0);
  });
});
