/** The relay's loopback server against programs of this PC that send what they like. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Pull } from '../../src-main/relay/relay.ts';
import { interleave, packetizeH264 } from '../../src-main/rtsp/rtp.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { RawRtspClient } from '../support/raw-rtsp-client.ts';
import { outcomeOf, startTestRelay, type TestRelay } from '../support/relay-fixture.ts';
import { until } from '../support/until.ts';

const sets = 'sprop-parameter-sets=Z2QAKKzZQHgCJ+XARAAAAwAEAAADAMg8YMZY,aOvjyyLA';
const sdp = `v=0\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=fmtp:96 ${sets}\r\na=control:streamid=0\r\n`;
const sdpType = { 'Content-Type': 'application/sdp' };
const record = { Transport: 'RTP/AVP/TCP;unicast;interleaved=0-1;mode=record' };

describe('a hostile publisher', () => {
  let relay: TestRelay;
  let pull: Pull;
  let url: string;
  let port: number;
  const clients: RawRtspClient[] = [];

  beforeEach(async () => {
    relay = await startTestRelay();
    pull = relay.open({ kind: 'published' });
    url = pull.localUrl;
    port = Number(new URL(url).port);
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client[Symbol.dispose]();
    await relay.close();
  });

  const connect = async () => {
    const client = await RawRtspClient.connect(port);
    clients.push(client);
    return client;
  };
  const announce = (client: RawRtspClient, to = url, body = sdp) =>
    client.request('ANNOUNCE', to, sdpType, body);
  const setUp = (client: RawRtspClient, headers: Record<string, string> = record) =>
    client.request('SETUP', `${url}/streamid=0`, headers);
  const picture = (type: number, timestamp: number) =>
    packetizeH264([Buffer.alloc(400, 0x60 | type)], {
      payloadType: 96,
      ssrc: 1,
      timestamp,
      sequence: timestamp / 3600,
    }).map((packet) => interleave(0, packet));
  const sendPicture = (client: RawRtspClient, type: number, timestamp: number) =>
    client.socket.write(Buffer.concat(picture(type, timestamp)));
  const publish = async () => {
    const client = await connect();
    await announce(client);
    await setUp(client);
    expect((await client.request('RECORD', url)).status).toBe(200);
    return client;
  };
  /** Whatever happened to an intruder, the one who has the token still gets in. */
  const stillTakesThePublisher = async () => {
    const client = await publish();
    sendPicture(client, 5, 0);
    expect(await outcomeOf(pull)).toBe('ready');
  };

  it('SEC-4 with a wrong token gets 404 and is cut off', async () => {
    const client = await connect();
    const wrong = `rtsp://127.0.0.1:${port}/AAAAAAAAAAAAAAAAAAAAAA`;
    expect((await announce(client, wrong)).status).toBe(404);
    await until(() => client.ended);
    await stillTakesThePublisher();
  });

  it.each(['', '/..', '/%2e%2e', '/AAAA/../BBBB', '/'.padEnd(300, 'A')])(
    'SEC-4 with the path "%s" gets 404',
    async (path) => {
      const client = await connect();
      expect((await announce(client, `rtsp://127.0.0.1:${port}${path}`)).status).toBe(404);
    },
  );

  it('SEC-4 cannot publish to a stream that comes from a camera', async () => {
    const other = relay.open({ url: 'rtsp://127.0.0.1:9/none' });
    const { status } = await announce(await connect(), other.localUrl);
    expect([404, 405]).toContain(status);
  });

  it('that comes second is refused, before and after the first one records', async () => {
    const first = await connect();
    await announce(first);
    const early = await connect();
    expect((await announce(early)).status).toBe(455);
    await until(() => early.ended);
    await setUp(first);
    await first.request('RECORD', url);
    const late = await connect();
    expect((await announce(late)).status).toBe(455);
    sendPicture(first, 5, 0);
    expect(await outcomeOf(pull)).toBe('ready');
    sendPicture(late, 5, 0);
    expect((await first.request('OPTIONS', url)).status).toBe(200);
  });

  it.each<[string, string | Buffer]>([
    ['a 5 MB header', `ANNOUNCE rtsp://x RTSP/1.0\r\nX: ${'a'.repeat(5 << 20)}\r\n\r\n`],
    ['a Content-Length of 2 GB', 'ANNOUNCE rtsp://x RTSP/1.0\r\nContent-Length: 2000000000\r\n\r\n'],
    ['a negative Content-Length', 'ANNOUNCE rtsp://x RTSP/1.0\r\nContent-Length: -1\r\n\r\n'],
    ['noise', Buffer.from(Array.from({ length: 4000 }, (_, i) => (i * 131 + 7) & 0xff))],
    ['an HTTP request', 'POST / HTTP/1.1\r\nHost: x\r\n\r\n'],
  ])('SEC-5 that begins with %s is cut off and disturbs nobody', async (_name, bytes) => {
    const client = await connect();
    client.socket.write(bytes);
    await until(() => client.ended);
    await stillTakesThePublisher();
  });

  it.each<[string, string, string]>([
    ['no description', '', 'not-rtsp'],
    ['a 2,000-stream description', 'm=video 0 RTP/AVP 96\r\n'.repeat(300), 'not-rtsp'],
    [
      'a codec that cannot be recorded',
      'v=0\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 VP8/90000\r\n',
      'unsupported',
    ],
    ['sound only', 'v=0\r\nm=audio 0 RTP/AVP 0\r\n', 'unsupported'],
  ])('SEC-5 that announces %s ends the pull with its reason', async (_name, body, code) => {
    const client = await connect();
    expect((await announce(client, url, body)).status).toBe(415);
    expect(await pull.closed).toMatchObject({ code });
    await until(() => client.ended);
  });

  it('cannot record what was not set up, nor over UDP, nor on channels that do not exist', async () => {
    expect((await setUp(await connect())).status).toBe(404);
    const client = await connect();
    await announce(client);
    expect((await client.request('RECORD', url)).status).toBe(455);
    for (const transport of [
      'RTP/AVP;unicast;client_port=5000-5001;mode=record',
      'RTP/AVP/TCP;unicast;interleaved=0-1',
      'RTP/AVP/TCP;unicast;interleaved=255-256;mode=record',
      '',
    ]) {
      expect((await setUp(client, { Transport: transport })).status).toBe(461);
    }
    expect((await client.request('SETUP', `${url}/streamid=7`, record)).status).toBe(404);
    expect((await setUp(client)).status).toBe(200);
    expect((await setUp(client)).status).toBe(455);
    expect((await announce(client)).status).toBe(455);
    expect((await client.request('PLAY', url)).status).toBe(455);
    expect((await client.request('RECORD', url)).status).toBe(200);
    expect((await client.request('RECORD', url)).status).toBe(455);
    sendPicture(client, 5, 0);
    expect(await outcomeOf(pull)).toBe('ready');
  });

  it('SEC-5 cannot put words of its own into what readers get', async () => {
    const client = await connect();
    const evil = sdp.replace(
      'a=control',
      'a=x-secret:hunter2\r\na=fmtp:96 x=1;sprop-parameter-sets=%0d%0a\r\na=control',
    );
    await announce(client, url, `${evil}m=application 0 RTP/AVP 98\r\na=rtpmap:98 EVIL/90000\r\n`);
    await setUp(client);
    await client.request('RECORD', url);
    const reader = await connect();
    const { status, body } = await reader.request('DESCRIBE', url);
    expect(status).toBe(200);
    expect(body.toString()).not.toMatch(/hunter2|EVIL|%0d|x=1/);
  });

  it('SEC-5 that sends garbage while it records ends as camera-lost', async () => {
    const client = await publish();
    sendPicture(client, 5, 0);
    await pull.ready;
    client.socket.write('\u0001\u0002 nonsense');
    expect(await pull.closed).toMatchObject({ code: 'camera-lost' });
    await until(() => client.ended);
  });

  it('SEC-5 that sends bad packets among good ones is counted, not believed', async () => {
    const client = await publish();
    for (let at = 0; at < 20; at += 1) {
      sendPicture(client, at % 5 === 0 ? 5 : 1, at * 3600);
      client.socket.write(interleave(0, Buffer.from([0x80, 0x7f, at, 1, 2, 3, 4, 5, 6, 7, 8, 9])));
      client.socket.write(interleave(9, Buffer.alloc(50)));
      client.socket.write(interleave(1, Buffer.alloc(3)));
    }
    await pull.ready;
    await until(() => (pull.stats()?.badPackets ?? 0) >= 20);
    expect(pull.stats()?.pictures).toBeGreaterThan(15);
  });

  it('SEC-5 whose picture never ends is cut off', async () => {
    const client = await publish();
    sendPicture(client, 5, 0);
    await pull.ready;
    const [packet] = picture(1, 3600);
    // Without its marker bit, for ever of the same picture.
    packet![5] = packet![5]! & 0x7f;
    const big = interleave(0, Buffer.concat([packet!.subarray(4), Buffer.alloc(50_000, 0x61)]));
    for (let at = 0; at < 250; at += 1) client.socket.write(big);
    expect(await pull.closed).toMatchObject({ code: 'camera-lost' });
  });

  it('that asks for ever and reads no answer is cut off', async () => {
    const client = await publish();
    client.socket.pause();
    const request = Buffer.from(`OPTIONS ${url} RTSP/1.0\r\nCSeq: 1\r\n\r\n`.repeat(2000));
    for (let at = 0; at < 200 && !client.socket.destroyed; at += 1) {
      if (!client.socket.write(request)) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await pull.closed).toMatchObject({ code: 'camera-lost' });
  });

  it('that goes before it records ends the pull as camera-lost', async () => {
    const client = await connect();
    await announce(client);
    client.socket.resetAndDestroy();
    expect(await pull.closed).toMatchObject({ code: 'camera-lost' });
  });

  it('that says goodbye ends the pull as camera-lost and gets its answer', async () => {
    const client = await publish();
    expect((await client.request('TEARDOWN', url)).status).toBe(200);
    expect(await pull.closed).toMatchObject({ code: 'camera-lost' });
  });

  it('REC-6 that falls silent ends as stalled', async () => {
    const clock = new FakeClock();
    await using slow = await startTestRelay('inline', { clock });
    const silent = slow.open({ kind: 'published' });
    const client = await RawRtspClient.connect(Number(new URL(silent.localUrl).port));
    clients.push(client);
    await client.request('ANNOUNCE', silent.localUrl, sdpType, sdp);
    await client.request('SETUP', `${silent.localUrl}/streamid=0`, record);
    await client.request('RECORD', silent.localUrl);
    sendPicture(client, 5, 0);
    await silent.ready;
    for (let second = 0; second < 20; second += 1) await clock.advance(1000);
    expect(await silent.closed).toMatchObject({ code: 'stalled' });
    await until(() => client.ended);
  });
});

describe('a reader that comes before its publisher', () => {
  it('gets 404, and takes no place from it', async () => {
    await using relay = await startTestRelay();
    const pull = relay.open({ kind: 'published' });
    using reader = await RawRtspClient.connect(Number(new URL(pull.localUrl).port));
    expect((await reader.request('DESCRIBE', pull.localUrl)).status).toBe(404);
    await until(() => reader.ended);
  });
});
