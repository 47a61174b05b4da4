/** Between node:http and the fetch-style handler: makes a Request of what came in and writes a Response out, streamed. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';

/** All that the handlers look at; cookies and tokens go no further than the host. */
const passedHeaders = ['accept', 'range', 'if-range', 'if-none-match', 'if-modified-since'];

/** `url` is absolute. The Request is aborted when the client goes away. */
export function toRequest(incoming: IncomingMessage, outgoing: ServerResponse, url: URL): Request {
  const headers = new Headers();
  for (const name of passedHeaders) {
    const value = incoming.headers[name];
    if (typeof value === 'string') headers.set(name, value);
  }
  const gone = new AbortController();
  outgoing.once('close', () => gone.abort());
  return new Request(url, { method: incoming.method ?? 'GET', headers, signal: gone.signal });
}

/** Writes status, headers and body with back-pressure; a body that fails breaks the connection, so that it is noticed. */
export function writeResponse(response: Response, outgoing: ServerResponse): void {
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  if (!response.body) {
    outgoing.end();
    return;
  }
  const body = Readable.fromWeb(response.body as NodeReadableStream);
  body.on('error', () => outgoing.destroy());
  // The client left: tell the source, so that its file or stream is closed.
  outgoing.once('close', () => body.destroy());
  body.pipe(outgoing);
}
