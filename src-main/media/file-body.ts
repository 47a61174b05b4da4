/**
 * A stretch of a file as a response body: read on demand, closed when it ends, fails or the client goes away.
 * Bytes that a player should see differently are overwritten on the way; the file itself is never touched.
 */
import type { FileHandle } from 'node:fs/promises';
import type { Patch } from '../playback/served-file.ts';

const CHUNK_BYTES = 256 * 1024;

/** Streams [from, to) of an open file, with its patches, and closes it afterwards. */
export function fileBody(
  file: FileHandle,
  range: { readonly from: number; readonly to: number },
  patches: readonly Patch[] = [],
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
          apply(patches, chunk, at);
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

function apply(patches: readonly Patch[], chunk: Uint8Array, chunkAt: number): void {
  for (const { offset, bytes } of patches) {
    for (const [i, byte] of bytes.entries()) {
      const index = offset + i - chunkAt;
      if (index >= 0 && index < chunk.length) chunk[index] = byte;
    }
  }
}
