/** One reader's RTSP session on the loopback server: DESCRIBE, SETUP, PLAY of one stream, answered from memory. */
import { randomBytes } from 'node:crypto';
import type net from 'node:net';
import { headerOf, type RtspRequest } from '../rtsp/message.ts';
import type { RtspAnswer } from './rtsp-answer.ts';
import type { Stream } from './stream.ts';

const methods = 'OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN, GET_PARAMETER';

export class ReaderSession {
  readonly #socket: net.Socket;
  readonly #onPlay: () => void;
  readonly #id = randomBytes(6).toString('hex');
  #playing = false;

  constructor(socket: net.Socket, onPlay: () => void) {
    this.#socket = socket;
    this.#onPlay = onPlay;
  }

  /** `place` is what follows the token in the request's address. */
  request(
    request: RtspRequest,
    { stream, place }: { stream: Stream; place: string },
    answer: (answer: RtspAnswer) => void,
  ): void {
    const session = { Session: `${this.#id};timeout=60` };
    switch (request.method) {
      case 'OPTIONS':
        return answer({ status: '200 OK', headers: { Public: methods } });
      case 'DESCRIBE': {
        const headers = {
          'Content-Base': `${request.uri.replace(/\/?$/, '/')}`,
          'Content-Type': 'application/sdp',
        };
        return answer({ status: '200 OK', headers, body: stream.sdp() });
      }
      case 'SETUP': {
        const track = stream.tracks[Number(/^track(\d)$/.exec(place)?.[1] ?? -1)];
        if (!track || !/\/TCP\b/i.test(headerOf(request, 'transport') ?? '')) {
          return answer({ status: '461 Unsupported Transport' });
        }
        // The camera's own channel numbers: sound and reports pass unchanged.
        const channels = `${track.channel}-${track.channel + 1}`;
        const transport = { Transport: `RTP/AVP/TCP;unicast;interleaved=${channels}` };
        return answer({ status: '200 OK', headers: { ...transport, ...session } });
      }
      case 'PLAY':
        answer({ status: '200 OK', headers: { ...session, Range: 'npt=now-' } });
        if (!this.#playing) stream.addReader(this.#socket);
        this.#playing = true;
        return this.#onPlay();
      case 'TEARDOWN':
        answer({ status: '200 OK', headers: session });
        this.#socket.end();
        return;
      default:
        return answer({ status: '200 OK', headers: session });
    }
  }
}
