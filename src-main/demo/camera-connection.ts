/**
 * One RTSP connection to a simulated camera: answers requests, holds the tracks that were set up, and writes what its sender
 * gives. Owns the socket; the schedule and the faults are the camera's.
 */
import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { formatResponse, headerOf, RtspReader, type RtspRequest } from '../rtsp/message.ts';
import { cameraSdp } from './camera-sdp.ts';
import type { DemoKnobs } from './demo-camera-options.ts';
import type { DemoClip } from './clip.ts';
import type { FaultEffect } from './fault-effects.ts';
import { RtpTrack } from './rtp-track.ts';
import { SignIn } from './sign-in.ts';
import { StreamSender, VIDEO_CLOCK } from './stream-sender.ts';

/** Seconds without a sign of life that the camera promises in `Session: …;timeout=`. */
const SESSION_TIMEOUT_S = 60;
/** Data for a reader that does not read; a real camera gives up far earlier. */
const SEND_BUFFER_BYTES = 8 << 20;

/** What a connection needs from its camera. */
export interface CameraSide {
  readonly clip: DemoClip;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly username: string | undefined;
  readonly password: string;
  readonly withAudio: boolean;
  readonly phaseMs: number;
  readonly knobs: DemoKnobs;
  effect(): FaultEffect;
  /** Where a redirect points. */
  redirectTarget(): string;
  playing(connection: CameraConnection): void;
  wrongPassword(): void;
  closed(connection: CameraConnection): void;
}

export class CameraConnection {
  readonly #socket: Socket;
  readonly #camera: CameraSide;
  readonly #signIn: SignIn;
  readonly #reader = new RtspReader();
  readonly #session = randomBytes(4).toString('hex').toUpperCase();
  readonly #tracks: { video?: RtpTrack; audio?: RtpTrack } = {};
  #role: 'main' | 'sub' = 'main';
  #sender: StreamSender | undefined;
  #heardAt: number;

  constructor(socket: Socket, camera: CameraSide) {
    this.#socket = socket;
    this.#camera = camera;
    this.#heardAt = camera.clock.monotonicMs();
    this.#signIn = new SignIn({
      username: camera.username,
      password: camera.password,
      basicOnly: camera.knobs.basicOnly ?? false,
      algorithm: camera.knobs.digestAlgorithm ?? 'MD5',
    });
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.#read(chunk));
    // The end of a connection is all that matters; why it broke is the client's business.
    socket.on('error', () => {});
    socket.on('close', () => camera.closed(this));
  }

  /** The stream that is being played, or undefined before PLAY and after the end. */
  get plays(): 'main' | 'sub' | undefined {
    return this.#sender?.role;
  }

  /** Sends what is due with a frame of the schedule; true when the whole picture was put on the socket. */
  sendFrame(index: number): boolean {
    if (!this.#sender || this.#socket.destroyed) return false;
    const { chunks, complete } = this.#sender.take(index, this.#camera.effect().sends);
    if (chunks.length === 0) return false;
    this.#socket.write(Buffer.concat(chunks));
    if (this.#socket.writableLength <= (this.#camera.knobs.sendBufferBytes ?? SEND_BUFFER_BYTES))
      return complete;
    this.#camera.logger.debug('A reader of the demo camera does not read; dropped.');
    this.reset();
    return false;
  }

  /** Ends a connection whose client has not been heard of for longer than the session allows. */
  checkAlive(): void {
    const silentMs = this.#camera.clock.monotonicMs() - this.#heardAt;
    if (this.#sender && silentMs > SESSION_TIMEOUT_S * 1000) this.end();
  }

  /** FIN: what was written still arrives. */
  end(): void {
    this.#stopPlaying();
    this.#socket.end();
  }

  /** RST: what was written may be lost. */
  reset(): void {
    this.#stopPlaying();
    resetSocket(this.#socket);
  }

  destroy(): void {
    this.#stopPlaying();
    this.#socket.destroy();
  }

  #stopPlaying(): void {
    this.#sender = undefined;
    this.#reader.stop();
  }

  #read(chunk: Buffer): void {
    this.#heardAt = this.#camera.clock.monotonicMs();
    try {
      for (const item of this.#reader.push(chunk)) if (item.kind === 'request') this.#request(item);
    } catch {
      this.destroy();
    }
  }

  #request(request: RtspRequest): void {
    const { knobs } = this.#camera;
    if (knobs.silentHandshake) return;
    const cseq = headerOf(request, 'cseq') ?? '0';
    const own = knobs.answer?.({ method: request.method, uri: request.uri, cseq });
    if (own !== undefined) return void this.#socket.write(own);
    if (this.#answerWithFault(request, cseq)) return;
    if (request.method !== 'OPTIONS') {
      const authorization = headerOf(request, 'authorization');
      if (!this.#signIn.accepts(request.method, authorization)) {
        if (authorization !== undefined) this.#camera.wrongPassword();
        return this.#answer(cseq, '401 Unauthorized', { 'WWW-Authenticate': this.#signIn.challenge() });
      }
    }
    this.#perform(request, cseq);
  }

  /** True when the present fault decides the answer. */
  #answerWithFault(request: RtspRequest, cseq: string): boolean {
    const { answers } = this.#camera.effect();
    switch (answers) {
      case 'normally':
        return false;
      case 'silence':
        return true;
      case 'noise':
        // What already plays is disturbed in its packets only.
        if (this.#sender) return false;
        this.#socket.write(randomBytes(700));
        return true;
      case 401:
        if (headerOf(request, 'authorization') !== undefined) this.#camera.wrongPassword();
        this.#answer(cseq, '401 Unauthorized', { 'WWW-Authenticate': this.#signIn.challenge() });
        return true;
      case 404:
        this.#answer(cseq, '404 Not Found');
        return true;
      case 302:
        this.#answer(cseq, '302 Moved Temporarily', { Location: this.#camera.redirectTarget() });
        return true;
    }
  }

  #perform(request: RtspRequest, cseq: string): void {
    const session = { Session: `${this.#session};timeout=${SESSION_TIMEOUT_S}` };
    switch (request.method) {
      case 'OPTIONS':
        return this.#answer(cseq, '200 OK', {
          Public: 'OPTIONS, DESCRIBE, SETUP, PLAY, GET_PARAMETER, TEARDOWN',
        });
      case 'DESCRIBE':
        return this.#describe(request, cseq);
      case 'SETUP':
        return this.#setUp(request, cseq);
      case 'PLAY':
        if (!this.#tracks.video && !this.#tracks.audio)
          return this.#answer(cseq, '455 Method Not Valid in This State');
        this.#answer(cseq, '200 OK', { ...session, Range: 'npt=now-' });
        return this.#play();
      case 'GET_PARAMETER':
      case 'SET_PARAMETER':
        return this.#answer(cseq, '200 OK', session);
      case 'TEARDOWN':
        this.#answer(cseq, '200 OK', session);
        return this.end();
      default:
        return this.#answer(cseq, '501 Not Implemented');
    }
  }

  #describe(request: RtspRequest, cseq: string): void {
    const role = pathOf(request.uri)?.role;
    if (!role) return this.#answer(cseq, '404 Not Found');
    const sdp = cameraSdp(this.#camera.clip, {
      role,
      withAudio: role === 'main' && this.#camera.withAudio,
      withoutSprop: this.#camera.knobs.withoutSprop ?? false,
    });
    this.#answer(
      cseq,
      '200 OK',
      { 'Content-Base': `${request.uri.replace(/\/$/, '')}/`, 'Content-Type': 'application/sdp' },
      sdp,
    );
  }

  #setUp(request: RtspRequest, cseq: string): void {
    const path = pathOf(request.uri);
    if (path?.track === undefined) return this.#answer(cseq, '404 Not Found');
    const transport = headerOf(request, 'transport') ?? '';
    const asked = /interleaved=(\d{1,3})/.exec(transport)?.[1];
    if (!/RTP\/AVP\/TCP/i.test(transport)) return this.#answer(cseq, '461 Unsupported Transport');
    const channel = asked === undefined ? path.track * 2 : Number(asked) & 0xfe;
    this.#role = path.role;
    const { sampleRate } = this.#camera.clip.audio;
    const track = new RtpTrack({ channel, clockRate: path.track === 0 ? VIDEO_CLOCK : sampleRate });
    if (path.track === 0) this.#tracks.video = track;
    else this.#tracks.audio = track;
    const ssrc = track.ssrc.toString(16).toUpperCase().padStart(8, '0');
    this.#answer(cseq, '200 OK', {
      Session: `${this.#session};timeout=${SESSION_TIMEOUT_S}`,
      Transport: `RTP/AVP/TCP;unicast;interleaved=${channel}-${channel + 1};ssrc=${ssrc};mode="PLAY"`,
    });
  }

  #play(): void {
    if (this.#sender) return;
    this.#sender = new StreamSender({
      clip: this.#camera.clip,
      role: this.#role,
      ...this.#tracks,
      phaseMs: this.#camera.phaseMs,
      withoutSenderReports: this.#camera.knobs.withoutSenderReports ?? false,
    });
    this.#camera.playing(this);
  }

  #answer(cseq: string, status: string, headers: Record<string, string> = {}, body?: string): void {
    this.#socket.write(formatResponse(status, { CSeq: cseq, Server: 'Watchpost demo', ...headers }, body));
  }
}

/** RST where the socket can; through TLS Node cannot send one, there the connection just breaks. */
export function resetSocket(socket: Socket): void {
  if (socket instanceof TLSSocket) socket.destroy();
  else socket.resetAndDestroy();
}

/** Role and track of a request's address, or undefined when the camera has nothing there. */
function pathOf(uri: string): { role: 'main' | 'sub'; track: 0 | 1 | undefined } | undefined {
  const match = /^rtsps?:\/\/[^/]+\/(main|sub)(?:\/track([01]))?\/?(?:\?.*)?$/i.exec(uri);
  if (!match) return undefined;
  const role = match[1]?.toLowerCase() === 'sub' ? 'sub' : 'main';
  return { role, track: match[2] === undefined ? undefined : match[2] === '0' ? 0 : 1 };
}
