import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answer, chooseChallenge, parseChallenges, verifyDigest } from '../../../src-main/rtsp/digest.ts';

const request = {
  method: 'DESCRIBE',
  uri: 'rtsp://10.0.0.5/live',
  username: 'admin',
  password: 'pass word,"x"',
};
const one = { ...request, nc: 1, cnonce: '0a4f113b' };

/** Parsed parameters of what a client sends back. */
function given(header: string): Record<string, string> {
  return Object.fromEntries(parseChallenges([header])[0]?.params ?? []);
}

describe('challenges of a camera', () => {
  const shapes: ReadonlyArray<readonly [string, string[], Array<[string, Record<string, string>]>]> = [
    ['a plain one', ['Digest realm="cam", nonce="abc"'], [['digest', { realm: 'cam', nonce: 'abc' }]]],
    ['no spaces', ['Digest realm="cam",nonce="abc"'], [['digest', { realm: 'cam', nonce: 'abc' }]]],
    [
      'spaces around =',
      ['Digest realm = "cam" , nonce= "abc"'],
      [['digest', { realm: 'cam', nonce: 'abc' }]],
    ],
    [
      'commas in the realm',
      ['Digest realm="a, b=c", nonce="n"'],
      [['digest', { realm: 'a, b=c', nonce: 'n' }]],
    ],
    [
      'escaped quotes',
      ['Digest realm="a \\"b\\" \\\\c", nonce="n"'],
      [['digest', { realm: 'a "b" \\c', nonce: 'n' }]],
    ],
    [
      'unquoted values',
      ['Digest realm=cam, nonce=n, stale=TRUE'],
      [['digest', { realm: 'cam', nonce: 'n', stale: 'TRUE' }]],
    ],
    ['upper case', ['DIGEST REALM="cam", NONCE="n"'], [['digest', { realm: 'cam', nonce: 'n' }]]],
    [
      'an empty value',
      ['Digest realm="", nonce="n", opaque=""'],
      [['digest', { realm: '', nonce: 'n', opaque: '' }]],
    ],
    [
      'two folded into one header',
      ['Digest realm="cam", nonce="n", algorithm=MD5, Basic realm="x"'],
      [
        ['digest', { realm: 'cam', nonce: 'n', algorithm: 'MD5' }],
        ['basic', { realm: 'x' }],
      ],
    ],
    [
      'two headers',
      ['Digest realm="a", nonce="1"', 'Digest realm="b", nonce="2", algorithm=SHA-256'],
      [
        ['digest', { realm: 'a', nonce: '1' }],
        ['digest', { realm: 'b', nonce: '2', algorithm: 'SHA-256' }],
      ],
    ],
    [
      'a scheme within a quoted realm',
      ['Digest realm="x, Basic realm=y", nonce="n"'],
      [['digest', { realm: 'x, Basic realm=y', nonce: 'n' }]],
    ],
    [
      'a bare scheme',
      ['Negotiate, Basic realm="x"'],
      [
        ['negotiate', {}],
        ['basic', { realm: 'x' }],
      ],
    ],
    ['a trailing comma', ['Digest realm="a", nonce="n",'], [['digest', { realm: 'a', nonce: 'n' }]]],
    [
      'an open quote',
      ['Digest realm="a, nonce="n"'],
      [
        ['digest', { realm: 'a, nonce=' }],
        ['n', {}],
      ],
    ],
    ['nothing', [''], []],
  ];

  it.each(shapes)('reads %s', (_name, headers, expected) => {
    const parsed = parseChallenges(headers).map(({ scheme, params }) => [scheme, Object.fromEntries(params)]);
    expect(parsed).toEqual(expected);
  });

  it('SEC-5 reads any text without an exception, in bounded time', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 500 }), { maxLength: 5 }), (headers) => {
        for (const challenge of parseChallenges(headers)) expect(challenge.scheme).toMatch(/^\S+$/);
      }),
    );
  });

  it('SEC-5 reads 64 kB of hostile quotes', () => {
    expect(parseChallenges([`Digest realm="${'\\"'.repeat(32_000)}`])).toHaveLength(1);
  });
});

describe('choosing how to sign in', () => {
  const choose = (header: string, allowBasic = false) =>
    chooseChallenge(parseChallenges([header]), { allowBasic });

  it('SEC-4 prefers SHA-256 over MD5 and both over Basic', () => {
    const all =
      'Basic realm="x", Digest realm="a", nonce="1", Digest realm="a", nonce="2", algorithm=SHA-256';
    expect(choose(all, true)).toMatchObject({
      kind: 'digest',
      challenge: {
        params: new Map([
          ['realm', 'a'],
          ['nonce', '2'],
          ['algorithm', 'SHA-256'],
        ]),
      },
    });
    expect(choose('Basic realm="x", Digest realm="a", nonce="1"', true)).toMatchObject({ kind: 'digest' });
  });

  it('SEC-4 refuses a downgrade to Basic unless it is allowed for the camera', () => {
    expect(choose('Basic realm="x"')).toMatchObject({ kind: 'refused', code: 'clear-text-refused' });
    expect(choose('Basic realm="x"', true)).toMatchObject({ kind: 'basic' });
  });

  it.each([
    'Negotiate',
    'Digest realm="a", nonce="n", algorithm=SHA-512-256',
    'Digest realm="a", nonce="n", qop="auth-int"',
    '',
  ])('SEC-4 says that it does not know %j instead of blaming the password', (header) => {
    expect(choose(header)).toMatchObject({ kind: 'refused', code: 'sign-in-unsupported' });
  });
});

describe('answering', () => {
  it('computes the example of RFC 2617', () => {
    const [challenge] = parseChallenges([
      'Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"',
    ]);
    const header = answer(challenge!, {
      method: 'GET',
      uri: '/dir/index.html',
      username: 'Mufasa',
      password: 'Circle Of Life',
      nc: 1,
      cnonce: '0a4f113b',
    });
    expect(given(header)).toMatchObject({
      response: '6629fae49393a05397450978507c4ef1',
      nc: '00000001',
      qop: 'auth',
      opaque: '5ccc069c403ebaf9f0171e9517f40e41',
    });
  });

  it('computes the SHA-256 example of RFC 7616', () => {
    const [challenge] = parseChallenges([
      'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=SHA-256, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"',
    ]);
    const header = answer(challenge!, {
      method: 'GET',
      uri: '/dir/index.html',
      username: 'Mufasa',
      password: 'Circle of Life',
      nc: 1,
      cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
    });
    expect(given(header)['response']).toBe(
      '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1',
    );
  });

  const challenges = [
    'realm="cam", nonce="n"',
    'realm="a, \\"b\\"", nonce="n", opaque="o"',
    'realm="cam", nonce="n", qop="auth"',
    'realm="cam", nonce="n", qop=auth, algorithm=MD5',
    'realm="cam", nonce="n", algorithm="MD5"',
    'realm="cam", nonce="n", qop="auth-int,auth", algorithm=SHA-256',
    'realm="cam", nonce="n", qop="auth", algorithm=MD5-sess',
    'realm="cam", nonce="n", qop="auth", algorithm=SHA-256-sess',
    'realm="Kamera Süd", nonce="n"',
  ];

  it.each(challenges)(
    'is accepted by a server that asked with %s, and only with the right password',
    (text) => {
      const [challenge] = parseChallenges([`Digest ${text}`]);
      const header = answer(challenge!, one);
      const expected = {
        method: request.method,
        username: request.username,
        password: request.password,
        realm: challenge!.params.get('realm')!,
        nonce: 'n',
      };
      expect(verifyDigest(header, expected)).toBe(true);
      expect(verifyDigest(header, { ...expected, password: 'other' })).toBe(false);
      expect(verifyDigest(header, { ...expected, method: 'PLAY' })).toBe(false);
      expect(verifyDigest(header, { ...expected, nonce: 'older' })).toBe(false);
      expect(verifyDigest(header, { ...expected, username: 'root' })).toBe(false);
    },
  );

  it('accepts nothing from a client that does not sign in', () => {
    const expected = { method: 'PLAY', username: 'a', password: 'b', realm: 'c', nonce: 'd' };
    for (const header of [undefined, '', 'Basic YTpi', 'Digest username="a", realm="c", nonce="d"']) {
      expect(verifyDigest(header, expected)).toBe(false);
    }
  });
});
