/**
 * A stretch of a file as a response body: read on demand, closed when it ends, fails or the client goes away.
 * Box types that the file's view hides are overwritten on the way; the file itself is never touched.
 */
import type { FileHandle } from 'node:fs/promises';

const CHUNK_BYTES = 256 * 1024;
const FREE = Buffer.from('free', 'latin1');

/** Streams [from, to) of an open file and closes it afterwards. `hidden`: absolute offsets of box types to blank, ascending. */
export function fileBody(
  file: FileHandle,
  range: { readonly from: number; readonly to: number },
  hidden: readonly number[] = [],
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let at = range.from;
  return new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      async pull(controller) {
        try {
          const buffer = new Uint8Array(Math.min(CHUNK_BYTES, range.to - at));
          const { bytesRead } = await file.read(buffer, 0, buffer.length, at);
          // A file that became shorter must not look like a complete answer.
          if (bytesRead === 0) throw new Error('the file ended before its announced length');
          const chunk = buffer.subarray(0, bytesRead);
          blank(chunk, at, hidden);
          at += bytesRead;
          controller.enqueue(chunk);
          if (at < range.to) return;
          await file.close();
          controller.close();
        } catch (error) {
          await file.close().catch(() => {});
          controller.error(error);
        }
      },
      async cancel() {
        await file.close().catch(() => {});
      },
    },
    { highWaterMark: 1 },
  );
}

function blank(chunk: Uint8Array, chunkAt: number, hidden: readonly number[]): void {
  for (const offset of hidden) {
    for (let i = 0; i < 4; i += 1) {
      const index = offset + i - chunkAt;
      if (index >= 0 && index < chunk.length) chunk[index] = FREE[i] ?? 0;
    }
  }
}
