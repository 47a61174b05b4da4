/**
 * Hands raw pictures to one FFmpeg over a loopback socket (works alike on every system, and needs no pipe into the child).
 * Serves exactly one reader, then it is done. Never keeps more than one picture waiting.
 */
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';

export interface PictureFeed {
  readonly url: string;
  /** Resolves when all pictures are handed over; rejects when the reader leaves early. */
  readonly done: Promise<void>;
  close(): void;
}

/** Listens on a free port of 127.0.0.1 and streams `pictures` to the first who connects. */
export async function feedPictures(pictures: () => AsyncIterable<Uint8Array>): Promise<PictureFeed> {
  const server = createServer();
  let reader: Socket | undefined;
  const connected = once(server, 'connection') as Promise<[Socket]>;
  const done = connected.then(async ([socket]) => {
    reader = socket;
    server.close();
    await send(socket, pictures());
  });
  // The caller may look at FFmpeg's own failure first.
  done.catch(() => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    done,
    close: () => {
      reader?.destroy();
      server.close();
    },
  };
}

async function send(socket: Socket, pictures: AsyncIterable<Uint8Array>): Promise<void> {
  const closed = new AbortController();
  socket.on('close', () => closed.abort());
  socket.on('error', () => closed.abort());
  for await (const picture of pictures) {
    if (closed.signal.aborted) throw new Error('FFmpeg stopped reading the pictures.');
    if (!socket.write(picture)) await once(socket, 'drain', { signal: closed.signal });
  }
  socket.end();
}
