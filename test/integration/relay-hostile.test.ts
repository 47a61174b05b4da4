import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Pull } from '../../src-main/relay/relay.ts';
import { HostileServer, reply, type HostileAnswer } from '../support/hostile-server.ts';
import { outcomeOf, startTestRelay, type TestRelay } from '../support/relay-fixture.ts';

const sdp = 'v=0\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=control:track0\r\n';
const described = (cseq: string, body: string) =>
  reply(cseq, '200 OK', 'Content-Type: application/sdp\r\n', body);

/** Healthy until DESCRIBE, which is answered with this. */
const onDescribe =
  (answer: (cseq: string) => string | Buffer | undefined): HostileAnswer =>
  ({ method, cseq }) =>
    method === 'OPTIONS' ? reply(cseq, '200 OK') : answer(cseq);

const digest = 'WWW-Authenticate: Digest realm="cam", nonce="n"\r\n';

interface Case {
  readonly name: string;
  readonly answer: HostileAnswer;
  readonly code: string;
  readonly codec?: RegExp;
}

const cases: readonly Case[] = [
  {
    name: 'a redirect loop',
    code: 'redirected',
    answer: ({ cseq, uri }) => reply(cseq, '302 Moved', `Location: ${uri}\r\n`),
  },
  {
    name: 'a redirect at DESCRIBE',
    code: 'redirected',
    answer: onDescribe((cseq) => reply(cseq, '301 Moved', 'Location: rtsp://10.0.0.1/\r\n')),
  },
  {
    name: 'Basic only',
    code: 'clear-text-refused',
    answer: ({ cseq }) => reply(cseq, '401 Unauthorized', 'WWW-Authenticate: Basic realm="x"\r\n'),
  },
  {
    name: 'a scheme nobody knows',
    code: 'sign-in-unsupported',
    answer: ({ cseq }) => reply(cseq, '401 Unauthorized', 'WWW-Authenticate: Negotiate\r\n'),
  },
  {
    name: 'an unknown digest',
    code: 'sign-in-unsupported',
    answer: ({ cseq }) =>
      reply(
        cseq,
        '401 Unauthorized',
        'WWW-Authenticate: Digest realm="x", nonce="n", algorithm=SHA-512-256\r\n',
      ),
  },
  {
    name: '401 without a challenge',
    code: 'sign-in-unsupported',
    answer: ({ cseq }) => reply(cseq, '401 Unauthorized'),
  },
  {
    name: '401 for ever',
    code: 'wrong-password',
    answer: ({ cseq }) => reply(cseq, '401 Unauthorized', digest),
  },
  {
    name: '401 for ever, always stale',
    code: 'wrong-password',
    answer: ({ cseq }) =>
      reply(cseq, '401 Unauthorized', 'WWW-Authenticate: Digest realm="cam", nonce="n", stale=true\r\n'),
  },
  { name: '403', code: 'wrong-password', answer: onDescribe((cseq) => reply(cseq, '403 Forbidden')) },
  { name: '404', code: 'not-found', answer: onDescribe((cseq) => reply(cseq, '404 Not Found')) },
  { name: '453', code: 'camera-busy', answer: onDescribe((cseq) => reply(cseq, '453 Not Enough Bandwidth')) },
  { name: '503', code: 'camera-busy', answer: onDescribe((cseq) => reply(cseq, '503 Service Unavailable')) },
  {
    name: 'a 5 MB header',
    code: 'not-rtsp',
    answer: ({ cseq }) => reply(cseq, '200 OK', `X: ${'a'.repeat(5 << 20)}\r\n`),
  },
  {
    name: 'a header of 5 MB in lines',
    code: 'not-rtsp',
    answer: ({ cseq }) => reply(cseq, '200 OK', 'X-Filler: aaaaaaaaaaaaaaaaaa\r\n'.repeat(180_000)),
  },
  {
    name: 'a Content-Length of 2 GB',
    code: 'not-rtsp',
    answer: onDescribe((cseq) => reply(cseq, '200 OK', 'Content-Length: 2000000000\r\n')),
  },
  {
    name: 'a negative Content-Length',
    code: 'not-rtsp',
    answer: onDescribe((cseq) => reply(cseq, '200 OK', 'Content-Length: -1\r\n')),
  },
  {
    name: 'an HTTP answer',
    code: 'not-rtsp',
    answer: () => 'HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n',
  },
  {
    name: 'a 2,000-stream description',
    code: 'not-rtsp',
    answer: onDescribe((cseq) =>
      described(cseq, 'm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n'.repeat(2000)),
    ),
  },
  {
    name: 'an empty description',
    code: 'not-rtsp',
    answer: onDescribe((cseq) => described(cseq, 'v=0\r\n')),
  },
  {
    name: 'a codec that cannot be recorded',
    code: 'unsupported',
    codec: /VP8/,
    answer: onDescribe((cseq) => described(cseq, 'v=0\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 VP8/90000\r\n')),
  },
  {
    name: 'a control URL that is none',
    code: 'not-rtsp',
    answer: onDescribe((cseq) => described(cseq, sdp.replace('track0', 'rtsp://[:/'))),
  },
  {
    name: 'UDP only',
    code: 'unsupported',
    codec: /UDP/,
    answer: ({ method, cseq }) =>
      method === 'SETUP' ? reply(cseq, '461 Unsupported Transport') : described(cseq, sdp),
  },
  {
    name: 'UDP though TCP was asked for',
    code: 'unsupported',
    codec: /UDP/,
    answer: ({ method, cseq }) =>
      method === 'SETUP'
        ? reply(cseq, '200 OK', 'Session: 1\r\nTransport: RTP/AVP;unicast;client_port=5000-5001\r\n')
        : described(cseq, sdp),
  },
  {
    name: 'a reset in the middle',
    code: 'camera-lost',
    answer: ({ method, cseq }, socket) => {
      if (method === 'OPTIONS') return reply(cseq, '200 OK');
      socket.resetAndDestroy();
      return undefined;
    },
  },
  { name: 'silence at DESCRIBE', code: 'handshake-timeout', answer: onDescribe(() => undefined) },
  { name: 'answers to other requests only', code: 'handshake-timeout', answer: () => reply('999', '200 OK') },
  {
    name: 'interleaved frames instead of an answer',
    code: 'handshake-timeout',
    answer: () => Buffer.from([0x24, 0, 0, 2, 1, 2]),
  },
];

describe('a hostile camera', () => {
  let relay: TestRelay;
  beforeAll(async () => {
    relay = await startTestRelay();
  });
  afterAll(() => relay.close());

  const open = (url: string, handshakeMs?: number): Pull =>
    relay.open({ url, username: 'admin', password: 'secret' }, handshakeMs ? { handshakeMs } : {});

  it.each(cases)(
    'SEC-5 SEC-4 with $name ends as $code within 6 s',
    { timeout: 18_000 },
    async ({ answer, code, codec }) => {
      await using server = await HostileServer.answering(answer);
      // The product's own limit of 5 s is waited for once, by the silent camera below.
      const error = await outcomeOf(open(server.url, code === 'handshake-timeout' ? 500 : undefined));
      expect(error).toMatchObject({ code });
      if (codec) expect(error).toMatchObject({ codec: expect.stringMatching(codec) });
      expect(server.connections).toBe(1);
      expect(JSON.stringify(error)).not.toContain('secret');
    },
  );

  it.each<[string, string, (socket: import('node:net').Socket) => void]>([
    [
      'noise',
      'not-rtsp',
      (socket) => socket.write(Buffer.from(Array.from({ length: 4000 }, (_, i) => (i * 131 + 7) & 0xff))),
    ],
    ['a greeting of another protocol', 'not-rtsp', (socket) => socket.write('220 camera FTP ready\r\n')],
    ['a reset', 'camera-lost', (socket) => socket.resetAndDestroy()],
    ['a hang-up', 'camera-lost', (socket) => socket.end()],
    ['silence', 'handshake-timeout', () => {}],
  ])(
    'SEC-5 that answers a connection with %s ends as %s within 6 s',
    { timeout: 18_000 },
    async (_name, code, act) => {
      await using server = await HostileServer.onConnect(act);
      expect(await outcomeOf(open(server.url))).toMatchObject({ code });
    },
  );

  it(
    'SEC-5 that answers each request at the last moment does not hold the handshake for ever',
    { timeout: 30_000 },
    async () => {
      await using server = await HostileServer.answering(({ method, cseq }, socket) => {
        const text = method === 'DESCRIBE' ? described(cseq, sdp) : reply(cseq, '200 OK', 'Session: 1\r\n');
        setTimeout(() => socket.destroyed || socket.write(text), 400);
        return undefined;
      });
      const pull = relay.open({ url: server.url }, { handshakeMs: 500 });
      expect(await outcomeOf(pull)).toMatchObject({ code: 'handshake-timeout' });
    },
  );

  it('is unreachable when nobody listens, when the name is unknown, and when the address is none', async () => {
    const server = await HostileServer.answering(() => undefined);
    const { url } = server;
    await server[Symbol.asyncDispose]();
    for (const address of [url, 'rtsp://camera.invalid/x', 'http://127.0.0.1/', '']) {
      expect(await outcomeOf(open(address))).toMatchObject({ code: 'unreachable' });
    }
  });

  it('SEC-4 gets no password but as a digest, and none at all when none was entered', async () => {
    await using server = await HostileServer.answering(({ cseq }) => reply(cseq, '401 Unauthorized', digest));
    expect(await outcomeOf(open(server.url))).toMatchObject({ code: 'wrong-password' });
    const sent = JSON.stringify(server.requests.map((request) => [request.uri, ...request.headers]));
    expect(sent).toContain('response=');
    expect(sent).not.toContain('secret');
    expect(await outcomeOf(relay.open({ url: server.url }))).toMatchObject({ code: 'wrong-password' });
    expect(server.requests.at(-1)?.headers.has('authorization')).toBe(false);
  });

  it('SEC-5 cannot send us to another host by its control URLs', async () => {
    await using other = await HostileServer.answering(({ cseq }) => reply(cseq, '200 OK'));
    await using server = await HostileServer.answering(({ method, cseq }) => {
      if (method === 'SETUP') return reply(cseq, '404 Not Found');
      const body = sdp.replace('track0', `${other.url}/track0`);
      return reply(cseq, '200 OK', `Content-Base: ${other.url}/\r\nContent-Type: application/sdp\r\n`, body);
    });
    expect(await outcomeOf(open(server.url))).toMatchObject({ code: 'not-found' });
    expect(server.requests.at(-1)).toMatchObject({ method: 'SETUP', uri: `${server.url}/track0` });
    expect(other.connections).toBe(0);
  });
});
