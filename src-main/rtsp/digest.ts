/**
 * Signing in to a camera: challenges of WWW-Authenticate parsed as RFC 7235 says (quoted strings, several challenges
 * folded into one header), Digest of RFC 7616 / 2617 (SHA-256 before MD5, -sess, qop=auth) and Basic only when allowed.
 * Pure: nonce counters and client nonces come from the caller.
 */
import { createHash, timingSafeEqual } from 'node:crypto';

export interface Challenge {
  /** Lower case: digest, basic, … */
  readonly scheme: string;
  /** Lower-case names, unescaped values. */
  readonly params: ReadonlyMap<string, string>;
}

export type SignIn =
  | { readonly kind: 'digest' | 'basic'; readonly challenge: Challenge }
  | {
      readonly kind: 'refused';
      readonly code: 'clear-text-refused' | 'sign-in-unsupported';
      readonly detail: string;
    };

export interface AnswerInput {
  readonly method: string;
  readonly uri: string;
  readonly username: string;
  readonly password: string;
  /** Nonce count, from 1. */
  readonly nc: number;
  readonly cnonce: string;
}

const token = /[!#$%&'*+.^_`|~\w-]+/y;
const quoted = /"((?:[^"\\]|\\.)*)"/y;

/** All challenges of all header lines, in order. Text that makes no sense is skipped, never thrown at. */
export function parseChallenges(headerValues: readonly string[]): Challenge[] {
  return headerValues.flatMap(parseOne);
}

function parseOne(value: string): Challenge[] {
  const challenges: Array<{ scheme: string; params: Map<string, string> }> = [];
  let at = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const match = pattern.exec(value);
    if (!match) return undefined;
    at = pattern.lastIndex;
    return match[1] ?? match[0];
  };
  const skipSpace = () => {
    while (value[at] === ' ' || value[at] === '\t') at += 1;
  };
  while (at < value.length) {
    skipSpace();
    const word = take(token);
    if (word === undefined) {
      at += 1;
      continue;
    }
    skipSpace();
    if (value[at] !== '=') {
      challenges.push({ scheme: word.toLowerCase(), params: new Map() });
      continue;
    }
    at += 1;
    skipSpace();
    const text = take(quoted)?.replace(/\\(.)/g, '$1') ?? take(token) ?? '';
    const params = challenges.at(-1)?.params;
    const name = word.toLowerCase();
    if (params && !params.has(name)) params.set(name, text);
  }
  return challenges;
}

type DigestHash = { readonly name: 'sha256' | 'md5'; readonly session: boolean };

/** The hash a challenge asks for, or undefined when we do not speak it. */
function hashOf(challenge: Challenge): DigestHash | undefined {
  const algorithm = (challenge.params.get('algorithm') ?? 'MD5').toLowerCase();
  const match = /^(sha-256|md5|)(-sess)?$/.exec(algorithm);
  if (!match) return undefined;
  return { name: match[1] === 'sha-256' ? 'sha256' : 'md5', session: match[2] !== undefined };
}

function qopOf(challenge: Challenge): 'auth' | 'none' | 'unknown' {
  const offered = (challenge.params.get('qop') ?? '')
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean);
  if (offered.length === 0) return 'none';
  return offered.includes('auth') ? 'auth' : 'unknown';
}

/** The best way to sign in: SHA-256, then MD5, then Basic if the operator allowed it for this camera. */
export function chooseChallenge(challenges: readonly Challenge[], options: { allowBasic: boolean }): SignIn {
  const digests = challenges.filter(
    (one) => one.scheme === 'digest' && hashOf(one) && qopOf(one) !== 'unknown',
  );
  const best = digests.find((one) => hashOf(one)?.name === 'sha256') ?? digests[0];
  if (best) return { kind: 'digest', challenge: best };
  const basic = challenges.find((one) => one.scheme === 'basic');
  if (basic && options.allowBasic) return { kind: 'basic', challenge: basic };
  if (basic) return { kind: 'refused', code: 'clear-text-refused', detail: 'only Basic is offered' };
  const offered = challenges.map((one) =>
    [one.scheme, one.params.get('algorithm')].filter(Boolean).join(' '),
  );
  return {
    kind: 'refused',
    code: 'sign-in-unsupported',
    detail: offered.join(', ').slice(0, 200) || 'nothing is offered',
  };
}

/** Value of the Authorization header for one request. */
export function answer(challenge: Challenge, input: AnswerInput): string {
  if (challenge.scheme === 'basic') {
    return `Basic ${Buffer.from(`${input.username}:${input.password}`).toString('base64')}`;
  }
  const realm = challenge.params.get('realm') ?? '';
  const nonce = challenge.params.get('nonce') ?? '';
  const algorithm = challenge.params.get('algorithm');
  const opaque = challenge.params.get('opaque');
  const withQop = qopOf(challenge) === 'auth';
  const nc = input.nc.toString(16).padStart(8, '0');
  const hash = hashOf(challenge) ?? { name: 'md5', session: false };
  const response = digestResponse(hash, { ...input, realm, nonce, nc, qop: withQop ? 'auth' : undefined });
  const parts = [
    `username=${quote(input.username)}`,
    `realm=${quote(realm)}`,
    `nonce=${quote(nonce)}`,
    `uri=${quote(input.uri)}`,
    `response="${response}"`,
  ];
  if (withQop) parts.push('qop=auth', `nc=${nc}`);
  if (withQop || hash.session) parts.push(`cnonce="${input.cnonce}"`);
  if (opaque !== undefined) parts.push(`opaque=${quote(opaque)}`);
  if (algorithm) parts.push(`algorithm=${algorithm}`);
  return `Digest ${parts.join(', ')}`;
}

interface ResponseInput {
  readonly method: string;
  readonly uri: string;
  readonly username: string;
  readonly password: string;
  readonly realm: string;
  readonly nonce: string;
  readonly nc: string;
  readonly cnonce: string;
  readonly qop: string | undefined;
}

/** RFC 7616 §3.4.1: the 32 or 64 hex digits both sides compute. */
function digestResponse(hash: DigestHash, input: ResponseInput): string {
  const of = (text: string) => createHash(hash.name).update(text).digest('hex');
  const secret = of(`${input.username}:${input.realm}:${input.password}`);
  const a1 = hash.session ? of(`${secret}:${input.nonce}:${input.cnonce}`) : secret;
  const a2 = of(`${input.method}:${input.uri}`);
  return input.qop === undefined
    ? of(`${a1}:${input.nonce}:${a2}`)
    : of(`${a1}:${input.nonce}:${input.nc}:${input.cnonce}:${input.qop}:${a2}`);
}

/** For servers: whether an Authorization header proves the password for this method and our realm and nonce. */
export function verifyDigest(
  authorization: string | undefined,
  expected: { method: string; username: string; password: string; realm: string; nonce: string },
): boolean {
  const given = parseChallenges(authorization === undefined ? [] : [authorization])[0];
  const hash = given && hashOf(given);
  if (!given || !hash || given.scheme !== 'digest') return false;
  const value = (name: string) => given.params.get(name) ?? '';
  const same = value('username') === expected.username && value('realm') === expected.realm;
  if (!same || value('nonce') !== expected.nonce) return false;
  const wanted = digestResponse(hash, {
    ...expected,
    uri: value('uri'),
    nc: value('nc'),
    cnonce: value('cnonce'),
    qop: given.params.get('qop'),
  });
  const [left, right] = [Buffer.from(wanted), Buffer.from(value('response').toLowerCase())];
  return left.length === right.length && timingSafeEqual(left, right);
}

function quote(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
