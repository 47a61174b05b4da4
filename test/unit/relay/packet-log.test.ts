import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PacketLog, SLAB_BYTES, type Cursor } from '../../../src-main/relay/packet-log.ts';

function write(log: PacketLog, bytes: Buffer): void {
  log.reserve(bytes.length);
  log.append(bytes, 0, bytes.length);
  log.commit();
}

function drain(log: PacketLog, cursor: Cursor): Buffer {
  const parts: Buffer[] = [];
  while (cursor.slab) {
    const end = log.readableEnd(cursor.slab);
    parts.push(Buffer.from(cursor.slab.bytes.subarray(cursor.offset, end)));
    cursor.offset = end;
    if (cursor.slab === log.current) break;
    cursor.slab = cursor.slab.next;
    cursor.offset = 0;
  }
  return Buffer.concat(parts);
}

describe('the packet log', () => {
  it('gives every reader the same bytes in order, however unevenly they read', () => {
    const step = fc.record({
      size: fc.integer({ min: 1, max: 90_000 }),
      fast: fc.boolean(),
      slow: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const log = new PacketLog();
        const start = log.position();
        const cursors = [0, 1].map((): Cursor => ({
          slab: start.slab,
          offset: start.offset,
          inFlight: false,
        }));
        const [fast, slow] = cursors as [Cursor, Cursor];
        const written: Buffer[] = [];
        const read = { fast: [] as Buffer[], slow: [] as Buffer[] };
        for (const [index, { size, fast: readFast, slow: readSlow }] of steps.entries()) {
          const bytes = Buffer.alloc(size, index);
          written.push(bytes);
          write(log, bytes);
          if (readFast) read.fast.push(drain(log, fast));
          if (readSlow) read.slow.push(drain(log, slow));
          log.trim(log.current, cursors);
        }
        const all = Buffer.concat(written);
        expect(log.bytesSince(slow.slab!, slow.offset)).toBe(all.length - Buffer.concat(read.slow).length);
        expect(Buffer.concat([...read.fast, drain(log, fast)]).equals(all)).toBe(true);
        expect(Buffer.concat([...read.slow, drain(log, slow)]).equals(all)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('keeps what is not committed together when it takes a new slab', () => {
    const log = new PacketLog();
    write(log, Buffer.alloc(SLAB_BYTES - 10, 1));
    log.reserve(8);
    log.append(Buffer.from('open'), 0, 4);
    log.reserve(100);
    expect(log.openBytes).toBe(4);
    expect(log.bytes.toString('latin1', log.base, log.base + 4)).toBe('open');
  });

  it('keeps its memory when readers keep up', () => {
    const log = new PacketLog();
    const start = log.position();
    const cursor: Cursor = { slab: start.slab, offset: 0, inFlight: false };
    for (let i = 0; i < 2000; i += 1) {
      write(log, Buffer.alloc(10_000, i));
      drain(log, cursor);
      log.trim(log.current, [cursor]);
    }
    expect(log.sizeBytes).toBeLessThanOrEqual(2 * SLAB_BYTES);
  });

  it('reuses no memory while a write is under way', () => {
    const log = new PacketLog();
    const { slab } = log.position();
    write(log, Buffer.alloc(SLAB_BYTES, 7));
    const busy: Cursor = { slab: undefined, offset: 0, inFlight: true };
    for (let i = 0; i < 8; i += 1) {
      write(log, Buffer.alloc(SLAB_BYTES / 2, 8));
      log.trim(log.current, [busy]);
    }
    expect(slab.bytes.every((byte) => byte === 7)).toBe(true);
  });
});
