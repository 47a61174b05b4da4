/** The answer to a camera's challenge, kept for the requests after it. Holds the password; gives it to nobody else. */
import { randomBytes } from 'node:crypto';
import { answer, chooseChallenge, parseChallenges, type Challenge } from '../rtsp/digest.ts';
import { failure } from './pull-errors.ts';
import type { RtspSource } from './relay-port.ts';

export class SignIn {
  readonly #source: RtspSource;
  #challenge: Challenge | undefined;
  #count = 0;

  constructor(source: RtspSource) {
    this.#source = source;
  }

  /** Authorization for a request, or undefined while the camera has not asked. */
  header(method: string, uri: string): string | undefined {
    if (!this.#challenge) return undefined;
    this.#count += 1;
    return answer(this.#challenge, {
      method,
      uri,
      username: this.#source.username ?? '',
      password: this.#source.password ?? '',
      nc: this.#count,
      cnonce: randomBytes(8).toString('hex'),
    });
  }

  /**
   * Takes the challenges of a 401. `retried` says that this request was already repeated once. Throws PullFailure when
   * the camera refuses what we answered, or asks for what we do not give; else the request may be repeated.
   */
  challenged(headerValues: readonly string[], retried: boolean): void {
    const challenges = parseChallenges(headerValues);
    const chosen = chooseChallenge(challenges, { allowBasic: this.#source.allowBasic === true });
    if (chosen.kind === 'refused') throw failure(chosen.code, chosen.detail);
    if (this.#source.username === undefined)
      throw failure('wrong-password', 'the camera asks for a user name');
    const stale = chosen.challenge.params.get('stale')?.toLowerCase() === 'true';
    const answeredBasic = this.#challenge?.scheme === 'basic' && chosen.kind === 'basic';
    if (answeredBasic || (this.#challenge && retried && !stale)) {
      throw failure('wrong-password', 'the camera refused the answer to its challenge');
    }
    this.#challenge = chosen.challenge;
    this.#count = 0;
  }
}
