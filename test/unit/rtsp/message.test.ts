import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  defaultRtspLimits,
  formatRequest,
  formatResponse,
  headerOf,
  RtspFormatError,
  RtspReader,
  type InterleavedPacket,
  type RtspMessage,
} from '../../../src-main/rtsp/message.ts';
import { interleave } from '../../../src-main/rtsp/rtp.ts';

function readAll(stream: Buffer, sizes: readonly number[]): Array<RtspMessage | InterleavedPacket> {
  const reader = new RtspReader();
  const found: Array<RtspMessage | InterleavedPacket> = [];
  for (let at = 0, turn = 0; at < stream.length; turn += 1) {
    const size = Math.max(1, sizes[turn % sizes.length] ?? 1);
    found.push(...reader.push(Buffer.from(stream.subarray(at, at + size))));
    at += size;
  }
  return found;
}

const sample = Buffer.concat([
  formatResponse('200 OK', { CSeq: 1, Public: 'OPTIONS' }),
  interleave(0, Buffer.from('first')),
  Buffer.from('\r\n'),
  formatResponse('200 OK', { CSeq: 2 }, 'v=0\r\n'.repeat(40)),
  interleave(1, Buffer.alloc(0)),
  interleave(2, Buffer.alloc(3000, 0x24)),
  formatRequest('OPTIONS', 'rtsp://x/', { CSeq: 3 }),
]);

describe('the RTSP reader', () => {
  it('SEC-5 reads the same messages and packets however the bytes are split', () => {
    const whole = readAll(sample, [sample.length]);
    expect(whole).toHaveLength(6);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 40 }), (sizes) => {
        expect(readAll(sample, sizes)).toEqual(whole);
      }),
      { numRuns: 300 },
    );
  });

  it('SEC-5 takes noise with nothing but its own error', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 20 }), (chunks) => {
        const reader = new RtspReader();
        try {
          for (const chunk of chunks) reader.push(Buffer.from(chunk));
        } catch (error) {
          expect(error).toBeInstanceOf(RtspFormatError);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('SEC-5 gives up on a header that never ends', () => {
    const reader = new RtspReader();
    reader.push(Buffer.from('RTSP/1.0 200 OK\r\n'));
    const line = Buffer.from(`X-Filler: ${'a'.repeat(1000)}\r\n`);
    const flood = () => {
      for (let i = 0; i < 5000; i += 1) reader.push(line);
    };
    expect(flood).toThrow(RtspFormatError);
  });

  it.each(['2000000000', '-1', '1e9', '0x10', '9'.repeat(30), ''])(
    'SEC-5 refuses a Content-Length of %j',
    (value) => {
      const bytes = Buffer.from(`RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Length: ${value}\r\n\r\n`);
      expect(() => new RtspReader().push(bytes)).toThrow(RtspFormatError);
    },
  );

  it.each([
    'HTTP/1.1 400 Bad Request\r\n\r\n',
    '\u0000\u0001\u0002',
    '220 ftp ready\r\n',
    '<html>',
    'RTSP/9',
  ])('SEC-5 recognises %j as something else than RTSP', (text) => {
    expect(() => new RtspReader().push(Buffer.from(text))).toThrow(RtspFormatError);
  });

  it('keeps no line break of a header value', () => {
    const [message] = new RtspReader().push(
      Buffer.from('RTSP/1.0 200 OK\r\nSession: a\nInjected: b\r\n\r\n'),
    );
    expect(message?.kind).toBe('response');
    expect(headerOf(message as RtspMessage, 'session')).toBe('a Injected: b');
  });

  it('keeps every value of a header that comes several times', () => {
    const [message] = new RtspReader().push(
      formatResponse('401 Unauthorized', { 'WWW-Authenticate': ['Digest realm="a"', 'Basic realm="b"'] }),
    );
    expect((message as RtspMessage).headers.get('www-authenticate')).toEqual([
      'Digest realm="a"',
      'Basic realm="b"',
    ]);
  });

  it('stops in the middle of a chunk when it is told to', () => {
    const reader = new RtspReader();
    let messages = 0;
    const twice = Buffer.concat([formatResponse('200 OK', {}), formatResponse('200 OK', {})]);
    reader.feed(twice, twice.length, {
      packet: () => {},
      message: () => {
        messages += 1;
        reader.stop();
      },
    });
    expect(messages).toBe(1);
  });

  it('allows a body up to its limit', () => {
    const body = 'x'.repeat(defaultRtspLimits.maxBodyBytes);
    const [message] = new RtspReader().push(formatResponse('200 OK', { CSeq: 1 }, body));
    expect((message as RtspMessage).body).toHaveLength(body.length);
  });
});

describe('the RTSP writer', () => {
  it('SEC-1 never writes a line break inside a header', () => {
    expect(() => formatRequest('DESCRIBE', 'rtsp://x/', { Session: 'a\r\nTEARDOWN' })).toThrow(TypeError);
    expect(() => formatRequest('DESCRIBE', 'rtsp://x/\r\n', {})).toThrow(TypeError);
  });

  it('leaves headers without a value out', () => {
    expect(formatRequest('PLAY', 'rtsp://x/', { CSeq: 1, Session: undefined }).toString()).toBe(
      'PLAY rtsp://x/ RTSP/1.0\r\nCSeq: 1\r\n\r\n',
    );
  });
});
