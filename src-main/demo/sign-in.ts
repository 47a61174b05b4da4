/** The simulated camera's side of signing in: one nonce per connection, Digest (or only Basic, for tests). */
import { randomBytes } from 'node:crypto';
import { verifyDigest } from '../rtsp/digest.ts';

const realm = 'Demo camera';

export interface SignInOptions {
  readonly username: string | undefined;
  readonly password: string;
  readonly basicOnly: boolean;
  readonly algorithm: 'MD5' | 'SHA-256';
}

export class SignIn {
  readonly #options: SignInOptions;
  readonly #nonce = randomBytes(12).toString('hex');

  constructor(options: SignInOptions) {
    this.#options = options;
  }

  /** Whether a request's Authorization header is good enough. */
  accepts(method: string, authorization: string | undefined): boolean {
    const { username, password, basicOnly } = this.#options;
    if (username === undefined) return true;
    if (basicOnly)
      return authorization === `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
    return verifyDigest(authorization, { method, username, password, realm, nonce: this.#nonce });
  }

  /** Value of WWW-Authenticate. */
  challenge(): string {
    if (this.#options.basicOnly) return `Basic realm="${realm}"`;
    const algorithm = this.#options.algorithm === 'MD5' ? '' : `, algorithm=${this.#options.algorithm}`;
    return `Digest realm="${realm}", nonce="${this.#nonce}"${algorithm}, qop="auth"`;
  }
}
