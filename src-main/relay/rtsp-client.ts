/**
 * The RTSP client of one pull: requests with their answers, sign-in, and the way from OPTIONS to PLAY over TCP. Follows no
 * redirect, sends the password to nobody but as the answer to a challenge, and bounds every wait.
 */
import type net from 'node:net';
import { formatRequest, formatResponse, headerOf, RtspFormatError, RtspReader } from '../rtsp/message.ts';
import type { RtspMessage, RtspResponse } from '../rtsp/message.ts';
import type { SdpTrack } from '../rtsp/sdp.ts';
import { cameraUrlOf, connectCamera } from './camera-connection.ts';
import { pinnedControlUrl } from './control-url.ts';
import type { Feed, FeedOptions, SetUpTrack } from './feed.ts';
import { PictureTooLarge } from './packet-log.ts';
import { errorOfStatus, errorOfThrown, failure, PullFailure, type PullError } from './pull-errors.ts';
import { recordableSession } from './recordable-session.ts';
import type { RtspSource } from './relay-port.ts';
import { SignIn } from './sign-in.ts';

export interface ClientOptions extends FeedOptions {
  readonly source: RtspSource;
  /** Limit of the connect and of each answer, ms. */
  readonly handshakeMs: number;
}

/** A camera that asks us things and does not read the answers. */
const MAX_UNSENT_BYTES = 1 << 20;
const DEFAULT_SESSION_S = 60;

export class RtspClient implements Feed {
  readonly #options: ClientOptions;
  readonly #url: URL;
  readonly #signIn: SignIn;
  readonly #reader = new RtspReader();
  readonly #waiting = new Map<number, PromiseWithResolvers<RtspResponse>>();
  #socket: net.Socket | undefined;
  #sequence = 0;
  #session = '';
  #sessionSeconds = DEFAULT_SESSION_S;
  #playUrl = '';
  #keepAliveMethod = 'OPTIONS';
  #playing = false;
  #error: PullError | undefined;

  /** Throws PullFailure when the source is no RTSP address. */
  constructor(options: ClientOptions) {
    this.#options = options;
    this.#url = cameraUrlOf(options.source.url);
    this.#signIn = new SignIn(options.source);
  }

  /** How often a keep-alive is due: half the camera's session time-out. */
  get keepAliveMs(): number {
    return Math.min(Math.max(this.#sessionSeconds, 4), DEFAULT_SESSION_S) * 500;
  }

  /** Connects, signs in and sets the tracks up. Nothing plays yet. Rejects with PullFailure. */
  async setUp(): Promise<SetUpTrack[]> {
    const { clock, handshakeMs, source } = this.#options;
    this.#socket = await connectCamera({
      url: this.#url,
      certificatePin: source.certificatePin,
      connectMs: handshakeMs,
      clock,
      onData: (bytes, length) => this.#read(bytes, length),
      onLost: (error) => this.#lost(error),
    });
    if (this.#error) {
      this.#socket.destroy();
      throw new PullFailure(this.#error);
    }
    await this.#askOptions();
    const description = await this.#request('DESCRIBE', this.#url.href, { Accept: 'application/sdp' });
    const base = headerOf(description, 'content-base') ?? headerOf(description, 'content-location');
    const session = recordableSession(description.body.toString('utf8'));
    const tracks: SetUpTrack[] = [];
    for (const track of session.tracks) {
      const url = pinnedControlUrl(this.#url, base, track.control);
      const channel = await this.#setUpTrack(track, url, 2 * tracks.length);
      if (channel !== undefined) tracks.push({ description: track, channel });
    }
    this.#playUrl = pinnedControlUrl(this.#url, base, session.sessionControl);
    return tracks;
  }

  /** Starts the stream. RTP-Info is not used: readers get synthetic sender reports. */
  async play(): Promise<void> {
    await this.#request('PLAY', this.#playUrl, { Session: this.#session, Range: 'npt=now-' });
    this.#playing = true;
  }

  /** Keeps the session alive; a refusal is no error, silence is what the stall watch looks at. */
  keepAlive(): void {
    this.#request(this.#keepAliveMethod, this.#url.href, { Session: this.#session }).catch(() => {});
  }

  /** Sends a whole interleaved frame (receiver reports). */
  sendFrame(frame: Buffer): void {
    this.#write(frame);
  }

  /** TEARDOWN if there is a session, then the end of the connection. No callback after this. */
  close(): void {
    if (this.#error) return;
    if (this.#session !== '') this.#send('TEARDOWN', this.#playUrl, { Session: this.#session });
    this.#end({ code: 'closed', detail: 'closed by us' });
    const socket = this.#socket;
    if (!socket) return;
    const timer = this.#options.clock.after(500, () => socket.destroy());
    socket.once('close', () => timer.cancel());
    socket.end();
  }

  /** Ends the connection at once with this reason. */
  abort(error: PullError): void {
    this.#end(error);
    this.#socket?.destroy();
  }

  async #askOptions(): Promise<void> {
    try {
      const options = await this.#request('OPTIONS', this.#url.href, {});
      if (/\bGET_PARAMETER\b/.test(headerOf(options, 'public') ?? ''))
        this.#keepAliveMethod = 'GET_PARAMETER';
    } catch (thrown) {
      // Some cameras do not know OPTIONS; DESCRIBE tells what is really wrong.
      const { code } = errorOfThrown(thrown);
      if (this.#error || (code !== 'not-found' && code !== 'camera-busy')) throw thrown;
    }
  }

  /** Channel of the track, or undefined for sound that the camera describes but does not give. */
  async #setUpTrack(track: SdpTrack, url: string, channel: number): Promise<number | undefined> {
    let response: RtspResponse;
    try {
      response = await this.#request('SETUP', url, {
        Transport: `RTP/AVP/TCP;unicast;interleaved=${channel}-${channel + 1}`,
        Session: this.#session === '' ? undefined : this.#session,
      });
    } catch (thrown) {
      const { code } = errorOfThrown(thrown);
      if (track.kind === 'audio' && !this.#error && (code === 'not-found' || code === 'camera-busy'))
        return undefined;
      throw thrown;
    }
    const session = /^([^;\s]+)(?:.*?timeout=(\d{1,6}))?/i.exec(headerOf(response, 'session') ?? '');
    if (session) {
      this.#session = session[1]!;
      this.#sessionSeconds = Number(session[2] ?? DEFAULT_SESSION_S);
    }
    const transport = headerOf(response, 'transport') ?? '';
    const given = /interleaved=(\d{1,3})/i.exec(transport);
    if (given) return Math.min(Number(given[1]), 254);
    if (/client_port|RTP\/AVP(\/UDP)?;/i.test(transport)) {
      throw new PullFailure({
        code: 'unsupported',
        detail: 'SETUP over UDP',
        codec: 'its stream over UDP only',
      });
    }
    return channel;
  }

  async #request(
    method: string,
    uri: string,
    headers: Readonly<Record<string, string | undefined>>,
    retries = 0,
  ): Promise<RtspResponse> {
    if (this.#error) throw new PullFailure(this.#error);
    const waiter = Promise.withResolvers<RtspResponse>();
    const id = this.#send(method, uri, headers);
    this.#waiting.set(id, waiter);
    const { clock, handshakeMs } = this.#options;
    const timer = clock.after(handshakeMs, () =>
      waiter.reject(failure('handshake-timeout', `no answer to ${method} within ${handshakeMs} ms`)),
    );
    try {
      const response = await waiter.promise;
      if (response.status === 401 && retries < 2) {
        this.#signIn.challenged(response.headers.get('www-authenticate') ?? [], retries > 0);
        return await this.#request(method, uri, headers, retries + 1);
      }
      if (response.status >= 300) throw new PullFailure(errorOfStatus(method, response.status));
      return response;
    } finally {
      timer.cancel();
      this.#waiting.delete(id);
    }
  }

  #send(method: string, uri: string, headers: Readonly<Record<string, string | undefined>>): number {
    this.#sequence += 1;
    const all = {
      CSeq: this.#sequence,
      'User-Agent': 'Watchpost',
      Authorization: this.#signIn.header(method, uri),
      ...headers,
    };
    this.#write(formatRequest(method, uri, all));
    return this.#sequence;
  }

  #write(bytes: Buffer): void {
    const socket = this.#socket;
    if (!socket?.writable) return;
    if (socket.writableLength > MAX_UNSENT_BYTES) {
      return this.#lost({ code: 'camera-lost', detail: 'the camera does not read what we send' });
    }
    socket.write(bytes);
  }

  #read(bytes: Buffer, length: number): void {
    if (this.#error) return;
    try {
      this.#reader.feed(bytes, length, {
        packet: (frame, start, end) => this.#options.onFrame(frame, start, end),
        message: (message) => this.#message(message),
      });
    } catch (thrown) {
      this.#lost(this.#errorOfRead(thrown));
    }
    if (!this.#error) this.#options.onRead(length);
  }

  #errorOfRead(thrown: unknown): PullError {
    const expected = thrown instanceof RtspFormatError || thrown instanceof PictureTooLarge;
    if (!expected) return { code: 'camera-lost', detail: `internal failure: ${String(thrown)}` };
    // After PLAY it was a camera: then what broke is the connection.
    return { code: this.#playing ? 'camera-lost' : 'not-rtsp', detail: thrown.message };
  }

  #message(message: RtspMessage): void {
    const cseq = Number(headerOf(message, 'cseq') ?? Number.NaN);
    if (message.kind === 'response') return this.#waiting.get(cseq)?.resolve(message);
    const known = message.method === 'OPTIONS' || message.method === 'GET_PARAMETER';
    this.#write(formatResponse(known ? '200 OK' : '501 Not Implemented', { CSeq: cseq >>> 0 }));
  }

  #lost(error: PullError): void {
    if (this.#error) return;
    this.#end(error);
    this.#socket?.destroy();
    this.#options.onLost(error);
  }

  #end(error: PullError): void {
    this.#error ??= error;
    this.#reader.stop();
    for (const waiter of this.#waiting.values()) waiter.reject(new PullFailure(this.#error));
    this.#waiting.clear();
  }
}
