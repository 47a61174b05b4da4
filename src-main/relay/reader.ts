/** One loopback reader (FFmpeg, a motion decoder): a cursor into the log and the socket it is written to. */
import type net from 'node:net';
import type { Clock } from '../base/clock.ts';
import type { Cursor, PacketLog, Slab } from './packet-log.ts';

/** A reader that was told to end and does not close its side within this is cut off. */
const FINISH_MS = 2_000;

export class Reader implements Cursor {
  slab: Slab | undefined;
  offset = 0;
  inFlight = false;
  readonly #socket: net.Socket;
  readonly #log: PacketLog;
  readonly #clock: Clock;
  #finishing = false;

  constructor(socket: net.Socket, log: PacketLog, clock: Clock) {
    this.#socket = socket;
    this.#log = log;
    this.#clock = clock;
  }

  /** Sets the cursor; `first` is sent before anything of the log. */
  startAt(slab: Slab, offset: number, first: readonly Buffer[]): void {
    this.slab = slab;
    this.offset = offset;
    for (const bytes of first) this.#socket.write(bytes);
    this.pump();
  }

  /** Writes what the log has; stops while the kernel does not take more. */
  pump(): void {
    while (this.slab && !this.inFlight && !this.#socket.destroyed) {
      const end = this.#log.readableEnd(this.slab);
      if (this.offset < end) {
        const bytes = this.slab.bytes.subarray(this.offset, end);
        this.offset = end;
        this.#socket.write(bytes, this.#written);
        if (this.#socket.writableLength > 0) this.inFlight = true;
      } else if (this.slab === this.#log.current) {
        if (this.#finishing) this.#socket.end();
        return;
      } else {
        this.slab = this.slab.next;
        this.offset = 0;
      }
    }
  }

  /** Delivers what is complete, then FIN: FFmpeg finalises its file and exits 0. */
  finish(): void {
    if (this.#finishing) return;
    this.#finishing = true;
    const timer = this.#clock.after(FINISH_MS, () => this.#socket.destroy());
    this.#socket.once('close', () => timer.cancel());
    if (this.slab) this.pump();
    else this.#socket.end();
  }

  /** For a reader that is too slow: the connection is broken off. */
  cutOff(): void {
    this.#socket.destroy();
  }

  /** Resolves when the connection is gone. */
  closed(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#socket.closed) resolve();
      else this.#socket.once('close', () => resolve());
    });
  }

  readonly #written = (): void => {
    if (!this.inFlight || this.#socket.writableLength > 0) return;
    this.inFlight = false;
    this.pump();
  };
}
