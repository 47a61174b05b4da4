/**
 * The one program of this PC that publishes to a pull (RTSP ANNOUNCE, SETUP, RECORD over TCP on loopback), seen from the
 * pull as its feed. The first connection that announces itself is the publisher; the pull ends with it. Its text is taken
 * as hostile: the description is rebuilt from known codecs, packets count only after RECORD was answered.
 */
import { randomBytes } from 'node:crypto';
import type net from 'node:net';
import { headerOf, type RtspRequest } from '../rtsp/message.ts';
import type { SdpTrack, SessionDescription } from '../rtsp/sdp.ts';
import type { Feed, FeedOptions, SetUpTrack } from './feed.ts';
import { errorOfThrown, PullFailure, type PullError } from './pull-errors.ts';
import { recordableSession } from './recordable-session.ts';
import type { RtspAnswer } from './rtsp-answer.ts';

/** A publisher that does not close its side after ours is cut off. */
const CLOSE_MS = 500;
/** Nothing is to be kept alive on loopback. */
const NEVER_MS = 86_400_000;

export class Publisher implements Feed {
  readonly keepAliveMs = NEVER_MS;
  readonly #options: FeedOptions;
  readonly #id = randomBytes(6).toString('hex');
  readonly #setUp = Promise.withResolvers<SetUpTrack[]>();
  #socket: net.Socket | undefined;
  #session: SessionDescription | undefined;
  readonly #tracks: SetUpTrack[] = [];
  #answerRecord: (() => void) | undefined;
  #playing = false;
  #error: PullError | undefined;

  constructor(options: FeedOptions) {
    this.#options = options;
    this.#setUp.promise.catch(() => {});
  }

  /** Gives the place to this connection; false when it is taken or the pull is over. */
  claim(socket: net.Socket): boolean {
    if (this.#socket || this.#error) return false;
    this.#socket = socket;
    socket.once('close', () => this.#lost({ code: 'camera-lost', detail: 'the publisher is gone' }));
    return true;
  }

  /** Answers a request of the connection that has the place. */
  request(request: RtspRequest, answer: (answer: RtspAnswer) => void): void {
    const ok = { status: '200 OK', headers: { Session: `${this.#id};timeout=60` } };
    switch (request.method) {
      case 'ANNOUNCE':
        return this.#announce(request, answer, ok);
      case 'SETUP':
        return answer(this.#setUpTrack(request, ok.headers));
      case 'RECORD':
        if (this.#playing || !this.#tracks.some((track) => track.description.kind === 'video')) {
          return answer({ status: '455 Method Not Valid In This State' });
        }
        this.#answerRecord ??= () => answer(ok);
        return this.#setUp.resolve(this.#tracks);
      case 'TEARDOWN':
        answer(ok);
        this.#socket?.end();
        return this.#lost({ code: 'camera-lost', detail: 'the publisher ended its stream' });
      case 'OPTIONS':
      case 'GET_PARAMETER':
      case 'SET_PARAMETER':
        return answer(ok);
      default:
        return answer({ status: '455 Method Not Valid In This State' });
    }
  }

  packet(bytes: Buffer, start: number, end: number): void {
    if (this.#playing && !this.#error) this.#options.onFrame(bytes, start, end);
  }

  afterRead(length: number): void {
    if (!this.#error) this.#options.onRead(length);
  }

  /** What the connection sent cannot be read any further. */
  unreadable(thrown: unknown): void {
    this.#lost({ code: 'camera-lost', detail: thrown instanceof Error ? thrown.message : String(thrown) });
  }

  setUp(): Promise<SetUpTrack[]> {
    return this.#setUp.promise;
  }

  play(): Promise<void> {
    if (this.#error) return Promise.reject(new PullFailure(this.#error));
    this.#playing = true;
    this.#answerRecord?.();
    return Promise.resolve();
  }

  keepAlive(): void {}

  /** Reports tell a sender of losses on the way; on loopback there are none. */
  sendFrame(): void {}

  close(): void {
    this.abort({ code: 'closed', detail: 'closed by us' });
  }

  /** Also in order: an answer that is under way still says why. */
  abort(error: PullError): void {
    this.#end(error);
    const socket = this.#socket;
    if (!socket || socket.destroyed) return;
    const timer = this.#options.clock.after(CLOSE_MS, () => socket.destroy());
    socket.once('close', () => timer.cancel());
    socket.end();
  }

  #announce(request: RtspRequest, answer: (answer: RtspAnswer) => void, ok: RtspAnswer): void {
    if (this.#session) return answer({ status: '455 Method Not Valid In This State' });
    try {
      this.#session = recordableSession(request.body.toString('utf8'));
    } catch (thrown) {
      answer({ status: '415 Unsupported Media Type' });
      return this.#lost(errorOfThrown(thrown));
    }
    return answer(ok);
  }

  #setUpTrack(request: RtspRequest, headers: Record<string, string>): RtspAnswer {
    const track = this.#session?.tracks.find((one) => isControl(request.uri, one));
    const transport = headerOf(request, 'transport') ?? '';
    const channel = Number(/interleaved=(\d{1,3})/i.exec(transport)?.[1] ?? 2 * this.#tracks.length);
    if (!track) return { status: '404 Not Found' };
    if (!/\/TCP\b/i.test(transport) || !/mode="?record/i.test(transport) || channel > 254) {
      return { status: '461 Unsupported Transport' };
    }
    const isTaken = this.#tracks.some((one) => one.description === track || one.channel === channel);
    if (isTaken || this.#playing) return { status: '455 Method Not Valid In This State' };
    this.#tracks.push({ description: track, channel });
    const channels = `${channel}-${channel + 1}`;
    return {
      status: '200 OK',
      headers: { Transport: `RTP/AVP/TCP;unicast;interleaved=${channels};mode=record`, ...headers },
    };
  }

  #lost(error: PullError): void {
    if (this.#error) return;
    this.#end(error);
    this.#options.onLost(error);
  }

  #end(error: PullError): void {
    this.#error ??= error;
    this.#setUp.reject(new PullFailure(this.#error));
  }
}

function isControl(uri: string, { control }: SdpTrack): boolean {
  return control !== '' && (uri === control || uri.endsWith(`/${control}`));
}
