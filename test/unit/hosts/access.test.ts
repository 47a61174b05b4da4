import { describe, expect, it } from 'vitest';
import { Access } from '../../../src-main/hosts/node/access.ts';

const host = '127.0.0.1:4000';
const codeOf = (url: string) => new URL(url).searchParams.get('t') ?? '';
const cookieOf = (access: Access) => (access.login(codeOf(access.newLoginUrl())) ?? '').split(';')[0] ?? '';

describe('who may speak to the browser host', () => {
  it('SEC-2 swaps a code for the cookie once and never again', () => {
    const access = new Access(4000);
    const code = codeOf(access.newLoginUrl());
    expect(access.login(code)).toMatch(/^watchpost_4000=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/$/);
    expect(access.login(code)).toBeUndefined();
    expect(access.login('')).toBeUndefined();
  });

  it('SEC-2 names the cookie after the port, so that two instances keep apart', () => {
    expect(cookieOf(new Access(4001))).toMatch(/^watchpost_4001=/);
  });

  it('SEC-2 keeps only the newest codes open', () => {
    const access = new Access(4000);
    const codes = Array.from({ length: 9 }, () => codeOf(access.newLoginUrl()));
    expect(access.login(codes[0] ?? '')).toBeUndefined();
    expect(access.login(codes[8] ?? '')).toBeDefined();
  });

  it.each([
    [{}, false],
    [{ host }, true],
    [{ host: 'localhost:4000' }, false],
    [{ host: '127.0.0.1' }, false],
    [{ host: '127.0.0.1:4000.evil.example' }, false],
    [{ host: 'evil.example:4000' }, false],
    [{ host, origin: `http://${host}` }, true],
    [{ host, origin: `https://${host}` }, false],
    [{ host, origin: 'http://127.0.0.1:4001' }, false],
    [{ host, origin: 'null' }, false],
    [{ host, origin: '' }, false],
    [{ host, 'sec-fetch-site': 'same-origin' }, true],
    [{ host, 'sec-fetch-site': 'none' }, true],
    [{ host, 'sec-fetch-site': 'same-site' }, false],
    [{ host, 'sec-fetch-site': 'cross-site' }, false],
  ])('SEC-2 judges the origin %j: meant for us %s', (headers, welcome) => {
    expect(new Access(4000).checkOrigin(headers) === undefined).toBe(welcome);
  });

  it('SEC-2 knows the window by its cookie and scripts by their token, and nobody else', () => {
    const access = new Access(4000);
    const cookie = cookieOf(access);
    expect(access.identify({ cookie })).toBe('window');
    expect(access.identify({ cookie: `other=1; ${cookie}` })).toBe('window');
    expect(access.identify({ authorization: `Bearer ${access.token}` })).toBe('script');
    for (const headers of [
      {},
      { cookie: 'watchpost_4000=' },
      { cookie: `${cookie}x` },
      { cookie: cookie.replace('watchpost_4000', 'watchpost_4001') },
      { cookie: `watchpost_4000=${access.token}` },
      { authorization: access.token },
      { authorization: 'Bearer ' },
      { authorization: `Bearer ${cookie.split('=')[1]}` },
      { authorization: `Basic ${access.token}` },
    ]) {
      expect(access.identify(headers)).toMatchObject({ status: 401 });
    }
  });

  it('SEC-2 wants the own origin of a socket with a cookie, and none of one with a token', () => {
    const access = new Access(4000);
    const cookie = cookieOf(access);
    expect(access.identifySocket({ cookie, origin: `http://${host}` })).toBe('window');
    expect(access.identifySocket({ cookie })).toMatchObject({ status: 403 });
    expect(access.identifySocket({ cookie, origin: 'https://evil.example' })).toMatchObject({ status: 403 });
    expect(access.identifySocket({ authorization: `Bearer ${access.token}` })).toBe('script');
  });
});
