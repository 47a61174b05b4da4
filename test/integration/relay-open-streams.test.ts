import { describe, expect, it } from 'vitest';
import { interleave, packetizeH264 } from '../../src-main/rtsp/rtp.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { HostileServer, reply } from '../support/hostile-server.ts';
import { outcomeOf, startTestRelay } from '../support/relay-fixture.ts';
import { until } from '../support/until.ts';

const sdp =
  'v=0\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=fmtp:96 sprop-parameter-sets=Z2QAKKzZQHgCJ+XARAAAAwAEAAADAMg8YMZY,aOvjyyLA\r\na=control:track0\r\nm=audio 0 RTP/AVP 0\r\na=control:track1\r\n';

/** A camera that plays what `send` gives, and answers SETUP of sound with `audio`. */
async function scripted(audio = '200 OK') {
  let play: ((frame: Buffer) => void) | undefined;
  const server = await HostileServer.answering(({ method, uri, cseq }, socket) => {
    if (method === 'DESCRIBE') return reply(cseq, '200 OK', 'Content-Type: application/sdp\r\n', sdp);
    if (method === 'PLAY') play = (frame) => void socket.write(frame);
    const status = method === 'SETUP' && uri.endsWith('track1') ? audio : '200 OK';
    return reply(cseq, status, 'Session: 7;timeout=4\r\nPublic: OPTIONS, GET_PARAMETER\r\n');
  });
  const send = (type: number, timestamp: number) => {
    const picture = packetizeH264([Buffer.alloc(400, 0x60 | type)], {
      payloadType: 96,
      ssrc: 1,
      timestamp,
      sequence: timestamp / 3600,
    });
    for (const packet of picture) play?.(interleave(0, packet));
  };
  return { server, send, playing: () => play !== undefined };
}

describe('unusual streams', () => {
  it('without a key frame for a minute are called what they are', async () => {
    const clock = new FakeClock();
    await using relay = await startTestRelay('inline', { clock });
    const { server, send, playing } = await scripted();
    await using _ = server;
    const pull = relay.open({ url: server.url });
    await until(playing);
    for (let second = 0; second < 70; second += 1) {
      send(1, second * 3600);
      await clock.advance(1000);
    }
    expect(await pull.closed).toMatchObject({ code: 'unsupported', codec: 'H.264 without key frames' });
  });

  it('whose sound cannot be set up are recorded without it', async () => {
    await using relay = await startTestRelay();
    const { server, send, playing } = await scripted('404 Not Found');
    await using _ = server;
    const pull = relay.open({ url: server.url });
    await until(playing);
    send(5, 0);
    expect(await outcomeOf(pull)).toBe('ready');
    expect((await pull.ready).audioCodec).toBeUndefined();
  });

  it('are kept alive with reports and GET_PARAMETER, and ended with TEARDOWN', async () => {
    const clock = new FakeClock();
    await using relay = await startTestRelay('inline', { clock });
    const { server, send, playing } = await scripted();
    await using _ = server;
    const pull = relay.open({ url: server.url });
    await until(playing);
    send(5, 0);
    await pull.ready;
    for (let second = 1; second < 12; second += 1) {
      send(1, second * 3600);
      await clock.advance(1000);
    }
    await until(() => server.requests.filter((request) => request.method === 'GET_PARAMETER').length >= 4);
    await until(() => server.frames.length >= 2);
    expect(server.frames.every((frame) => frame.channel === 1 && frame.payload.length === 52)).toBe(true);
    await pull.close();
    await until(() => server.requests.at(-1)?.method === 'TEARDOWN');
    expect(server.requests.at(-1)?.headers.get('session')).toEqual(['7']);
  });
});
