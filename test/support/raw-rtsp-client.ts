/** A bare RTSP client for tests: one connection, requests by hand, and everything that comes back in the order it came. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { answer, chooseChallenge, parseChallenges } from '../../src-main/rtsp/digest.ts';
import { formatRequest, RtspReader, type RtspResponse } from '../../src-main/rtsp/message.ts';
import { until } from './until.ts';

export interface RawPacket {
  readonly channel: number;
  readonly payload: Buffer;
  readonly at: number;
}

export class RawRtspClient implements Disposable {
  readonly socket: Socket;
  readonly responses: RtspResponse[] = [];
  readonly packets: RawPacket[] = [];
  /** How the connection ended: 'end' (FIN), 'reset' (RST), or undefined while it lives. */
  ended: 'end' | 'reset' | undefined;
  /** Why what came is no RTSP. */
  formatError: unknown;
  #cseq = 0;

  private constructor(socket: Socket) {
    this.socket = socket;
    const reader = new RtspReader();
    socket.on('data', (chunk) => {
      try {
        for (const item of reader.push(chunk))
          if (item.kind === 'packet') this.packets.push({ ...item, at: Date.now() });
          else if (item.kind === 'response') this.responses.push(item);
      } catch (error) {
        this.formatError = error;
      }
    });
    socket.on('end', () => (this.ended ??= 'end'));
    socket.on('error', () => (this.ended ??= 'reset'));
  }

  static async connect(port: number): Promise<RawRtspClient> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return new RawRtspClient(socket);
  }

  send(method: string, uri: string, headers: Record<string, string> = {}, body?: string): void {
    this.#cseq += 1;
    this.socket.write(formatRequest(method, uri, { CSeq: this.#cseq, ...headers }, body));
  }

  /** Sends and waits for the answer (5 s). */
  async request(
    method: string,
    uri: string,
    headers: Record<string, string> = {},
    body?: string,
  ): Promise<RtspResponse> {
    this.send(method, uri, headers, body);
    const position = this.responses.length;
    return until(() => this.responses[position], { timeoutMs: 5_000, what: `an answer to ${method}` });
  }

  /** Sends, and once more with Digest when the camera asks for it. */
  async signedRequest(
    method: string,
    uri: string,
    account: { username: string | undefined; password: string | undefined },
    headers: Record<string, string> = {},
  ): Promise<RtspResponse> {
    const first = await this.request(method, uri, headers);
    const choice = chooseChallenge(parseChallenges(first.headers.get('www-authenticate') ?? []), {
      allowBasic: true,
    });
    if (first.status !== 401 || choice.kind === 'refused') return first;
    const { username = '', password = '' } = account;
    const authorization = answer(choice.challenge, {
      method,
      uri,
      username,
      password,
      nc: 1,
      cnonce: 'c0ffee',
    });
    return this.request(method, uri, { ...headers, Authorization: authorization });
  }

  /** DESCRIBE, SETUP of `tracks` and PLAY; returns the answer to PLAY. */
  async play(
    url: string,
    account: { username: string | undefined; password: string | undefined },
    tracks: readonly number[] = [0, 1],
  ): Promise<RtspResponse> {
    await this.signedRequest('DESCRIBE', url, account);
    for (const track of tracks)
      await this.signedRequest('SETUP', `${url}/track${track}`, account, {
        Transport: `RTP/AVP/TCP;unicast;interleaved=${track * 2}-${track * 2 + 1}`,
      });
    return this.signedRequest('PLAY', url, account);
  }

  [Symbol.dispose](): void {
    this.socket.destroy();
  }
}
