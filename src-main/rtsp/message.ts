/**
 * RTSP messages (RFC 2326) and interleaved packets on one TCP stream: a bounded incremental reader and two writers.
 * Every byte read is taken as hostile: header and body have limits, control characters in values become spaces.
 * Never touches a socket; the relay, the loopback server and the demo camera share it.
 */
export interface RtspLimits {
  readonly maxHeaderBytes: number;
  readonly maxBodyBytes: number;
}

/** No camera's answer comes near these; a stream of noise must not fill memory. */
export const defaultRtspLimits: RtspLimits = { maxHeaderBytes: 64 << 10, maxBodyBytes: 256 << 10 };

/** Header values by lower-case name, in the order they came. */
export type RtspHeaders = ReadonlyMap<string, readonly string[]>;

export interface RtspRequest {
  readonly kind: 'request';
  readonly method: string;
  readonly uri: string;
  readonly headers: RtspHeaders;
  readonly body: Buffer;
}

export interface RtspResponse {
  readonly kind: 'response';
  readonly status: number;
  readonly reason: string;
  readonly headers: RtspHeaders;
  readonly body: Buffer;
}

export type RtspMessage = RtspRequest | RtspResponse;

/** One `$`-framed packet; `payload` is RTP or RTCP without the 4-byte frame, copied. */
export interface InterleavedPacket {
  readonly kind: 'packet';
  readonly channel: number;
  readonly payload: Buffer;
}

/** What a reader calls while it is fed. `packet` gets a view that is valid only during the call. */
export interface RtspSink {
  /** The frame lies at bytes[start, end), `$` and length included. */
  packet(bytes: Buffer, start: number, end: number): void;
  message(message: RtspMessage): void;
}

/** The peer does not speak RTSP, or exceeds a limit. The stream cannot be read any further. */
export class RtspFormatError extends Error {
  override readonly name = 'RtspFormatError';
}

const DOLLAR = 0x24;
const headerEnd = Buffer.from('\r\n\r\n');
const requestStart = /^[A-Z_]{1,15}( |$)/;
const versionStart = 'RTSP/1.';

/** First value of a header, or undefined. */
export function headerOf(message: RtspMessage, name: string): string | undefined {
  return message.headers.get(name.toLowerCase())?.[0];
}

/** Takes chunks of any size and gives messages and packets; at most one unfinished item is kept. */
export class RtspReader {
  readonly #limits: RtspLimits;
  #carry = Buffer.allocUnsafe(4096);
  #kept = 0;
  /** Of an unfinished message: where to go on looking for the header's end, and its whole size once known. */
  #scanned = 0;
  #expected = 0;
  #stopped = false;

  constructor(limits: RtspLimits = defaultRtspLimits) {
    this.#limits = limits;
  }

  /** Convenience for servers and tests: copies every packet. Throws RtspFormatError. */
  push(chunk: Buffer): Array<RtspMessage | InterleavedPacket> {
    const found: Array<RtspMessage | InterleavedPacket> = [];
    this.feed(chunk, chunk.length, {
      packet: (bytes, start, end) =>
        found.push({
          kind: 'packet',
          channel: bytes[start + 1]!,
          payload: Buffer.from(bytes.subarray(start + 4, end)),
        }),
      message: (message) => found.push(message),
    });
    return found;
  }

  /** Reads bytes[0, length) without copying whole packets. Throws RtspFormatError. */
  feed(bytes: Buffer, length: number, sink: RtspSink): void {
    let at = 0;
    while (this.#kept > 0 && at < length && !this.#stopped) at = this.#finishCarry(bytes, at, length, sink);
    while (at < length && !this.#stopped) {
      const used = this.#item(bytes, at, length, sink);
      if (used === 0) break;
      at += used;
    }
    if (at < length && !this.#stopped) this.#keep(bytes, at, length);
  }

  /** From now on everything is ignored; may be called from within the sink. */
  stop(): void {
    this.#stopped = true;
    this.#kept = 0;
  }

  /** Completes the kept item from bytes[at, length); returns where the next item begins. */
  #finishCarry(bytes: Buffer, at: number, length: number, sink: RtspSink): number {
    const before = this.#kept;
    if (this.#carry[0] === DOLLAR) {
      if (before < 4) {
        const taken = Math.min(4 - before, length - at);
        this.#keep(bytes, at, at + taken);
        return at + taken;
      }
      const size = 4 + this.#carry.readUInt16BE(2);
      const taken = Math.min(size - before, length - at);
      this.#keep(bytes, at, at + taken);
      if (this.#kept === size) {
        this.#clear();
        sink.packet(this.#carry, 0, size);
      }
      return at + taken;
    }
    const room = this.#limits.maxHeaderBytes + this.#limits.maxBodyBytes + 8 - before;
    const taken = Math.min(room, length - at);
    if (taken <= 0) throw new RtspFormatError('message too long');
    this.#keep(bytes, at, at + taken);
    if (this.#kept < this.#expected) return at + taken;
    const used = this.#message(this.#carry, 0, this.#kept, sink);
    if (used === 0) return at + taken;
    this.#clear();
    return at + used - before;
  }

  /** Reads one item at bytes[at, end); returns its size, or 0 when more bytes are needed. */
  #item(bytes: Buffer, at: number, end: number, sink: RtspSink): number {
    const first = bytes[at];
    if (first === DOLLAR) {
      if (end - at < 4) return 0;
      const size = 4 + bytes.readUInt16BE(at + 2);
      if (end - at < size) return 0;
      sink.packet(bytes, at, at + size);
      return size;
    }
    // Some cameras put an empty line between messages.
    if (first === 0x0d || first === 0x0a) return 1;
    return this.#message(bytes, at, end, sink);
  }

  #message(bytes: Buffer, at: number, end: number, sink: RtspSink): number {
    const start = bytes.toString('latin1', at, Math.min(end, at + 16));
    if (!versionStart.startsWith(start.slice(0, versionStart.length)) && !requestStart.test(start)) {
      throw new RtspFormatError('not an RTSP message');
    }
    const found = bytes.subarray(at, end).indexOf(headerEnd, this.#scanned);
    if ((found < 0 ? end - at : found) > this.#limits.maxHeaderBytes)
      throw new RtspFormatError('header too long');
    if (found < 0) {
      this.#scanned = Math.max(0, end - at - 3);
      return 0;
    }
    const lines = bytes.toString('utf8', at, at + found).split('\r\n');
    const headers = parseHeaders(lines);
    const bodyBytes = contentLength(headers);
    if (bodyBytes > this.#limits.maxBodyBytes) throw new RtspFormatError('Content-Length too large');
    const size = found + headerEnd.length + bodyBytes;
    if (end - at < size) {
      this.#scanned = found;
      this.#expected = size;
      return 0;
    }
    this.#scanned = 0;
    this.#expected = 0;
    const body = Buffer.from(bytes.subarray(at + size - bodyBytes, at + size));
    sink.message(parseStartLine(lines[0] ?? '', headers, body));
    return size;
  }

  #keep(bytes: Buffer, start: number, end: number): void {
    const needed = this.#kept + end - start;
    if (needed > this.#carry.length) {
      const larger = Buffer.allocUnsafe(Math.max(needed, this.#carry.length * 2));
      this.#carry.copy(larger, 0, 0, this.#kept);
      this.#carry = larger;
    }
    bytes.copy(this.#carry, this.#kept, start, end);
    this.#kept = needed;
  }

  #clear(): void {
    this.#kept = 0;
    this.#scanned = 0;
    this.#expected = 0;
  }
}

function parseHeaders(lines: readonly string[]): RtspHeaders {
  const headers = new Map<string, string[]>();
  for (const line of lines.slice(1)) {
    const colon = line.indexOf(':');
    if (colon < 1) continue;
    const name = line.slice(0, colon).trim().toLowerCase();
    const value = line
      .slice(colon + 1)
      // oxlint-disable-next-line no-control-regex -- the point: a lone CR or LF must never be echoed into a request
      .replace(/[\u0000-\u001f\u007f]/g, ' ')
      .trim();
    const known = headers.get(name);
    if (known) known.push(value);
    else headers.set(name, [value]);
  }
  return headers;
}

function contentLength(headers: RtspHeaders): number {
  const text = headers.get('content-length')?.[0];
  if (text === undefined) return 0;
  if (!/^\d{1,15}$/.test(text)) throw new RtspFormatError('Content-Length is not a number');
  return Number(text);
}

function parseStartLine(line: string, headers: RtspHeaders, body: Buffer): RtspMessage {
  const response = /^RTSP\/1\.\d (\d{3})(?: (.*))?$/.exec(line);
  if (response) {
    return { kind: 'response', status: Number(response[1]), reason: response[2] ?? '', headers, body };
  }
  const request = /^([A-Z_]{1,15}) (\S{1,4096}) RTSP\/1\.\d$/.exec(line);
  if (!request) throw new RtspFormatError('not an RTSP message');
  return { kind: 'request', method: request[1]!, uri: request[2]!, headers, body };
}

/** Bytes of a request. Values must not contain line breaks: they throw a TypeError, nothing is sent. */
export function formatRequest(
  method: string,
  uri: string,
  headers: Readonly<Record<string, string | number | undefined>>,
  body?: string,
): Buffer {
  return format(`${method} ${uri} RTSP/1.0`, headers, body);
}

/** Bytes of a response, for servers. `status` is "200 OK". */
export function formatResponse(
  status: string,
  headers: Readonly<Record<string, string | number | readonly string[] | undefined>>,
  body?: string,
): Buffer {
  return format(`RTSP/1.0 ${status}`, headers, body);
}

function format(
  startLine: string,
  headers: Readonly<Record<string, string | number | readonly string[] | undefined>>,
  body: string | undefined,
): Buffer {
  const lines = [startLine];
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue;
    for (const one of Array.isArray(value) ? value : [value]) lines.push(`${name}: ${one}`);
  }
  if (body !== undefined) lines.push(`Content-Length: ${Buffer.byteLength(body)}`);
  if (lines.some((line) => /[\r\n]/.test(line))) throw new TypeError('line break in an RTSP header');
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body ?? ''}`);
}
