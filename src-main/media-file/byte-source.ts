/**
 * Bytes of a media file by position: an open descriptor, or memory for tests and ranges already read.
 * Synchronous on purpose: a probe is a handful of small reads and costs less than one trip through the thread pool.
 * Only ever reads; never throws for reads past the end (the answer is shorter).
 */
import fs from 'node:fs';

export interface ByteSource {
  /** Size when it was last looked at, bytes. */
  readonly sizeBytes: number;
  /** Up to `lengthBytes` from `offset`; shorter at the end of the file. The view is valid until the next read. */
  read(offset: number, lengthBytes: number): Uint8Array;
}

/** Reads up to this size share one buffer; a probe makes hundreds of them. */
const SHARED_BUFFER_BYTES = 8 * 1024;

export interface FileSource extends ByteSource {
  /** Looks at the size again, for a file that grows; returns it. */
  refreshSize(): number;
  close(): void;
}

/** Opens a file for reading; throws the system's error when that fails. */
export function openFileSource(path: string): FileSource {
  const descriptor = fs.openSync(path, 'r');
  let sizeBytes: number;
  try {
    sizeBytes = fs.fstatSync(descriptor).size;
  } catch (error) {
    fs.closeSync(descriptor);
    throw error;
  }
  let closed = false;
  const shared = new Uint8Array(SHARED_BUFFER_BYTES);
  return {
    get sizeBytes() {
      return sizeBytes;
    },
    refreshSize() {
      sizeBytes = fs.fstatSync(descriptor).size;
      return sizeBytes;
    },
    read(offset, lengthBytes) {
      const wanted = Math.max(0, Math.min(lengthBytes, sizeBytes - offset));
      const buffer = wanted <= shared.length ? shared : new Uint8Array(wanted);
      let filled = 0;
      while (filled < wanted) {
        const got = fs.readSync(descriptor, buffer, filled, wanted - filled, offset + filled);
        if (got === 0) break;
        filled += got;
      }
      return filled === buffer.length ? buffer : buffer.subarray(0, filled);
    },
    close() {
      if (!closed) fs.closeSync(descriptor);
      closed = true;
    },
  };
}

/** The same over bytes in memory. */
export function memorySource(bytes: Uint8Array): ByteSource {
  return {
    sizeBytes: bytes.length,
    read: (offset, lengthBytes) => bytes.subarray(Math.min(offset, bytes.length), offset + lengthBytes),
  };
}
