/** The stand-in's channels: ipcMain, and MessagePorts whose far end may lie in the page. */
import { EventEmitter } from 'node:events';
import { loud } from './loud.ts';
import { clone } from './worlds.ts';

export const ipcMain = new EventEmitter();

/** Carries messages of a port over to the page. */
export interface PortWire {
  send(value: unknown): void;
  close(): void;
}

/** One end of a channel in the main process. */
export class MessagePortMain extends EventEmitter {
  peer: MessagePortMain | undefined;
  /** Set when this end was given to a page. */
  wire: PortWire | undefined;
  waiting: unknown[] = [];
  isStarted = false;
  isClosed = false;

  postMessage(value: unknown): void {
    if (!this.isClosed) this.peer?.take(clone(value));
  }

  start(): void {
    this.isStarted = true;
    for (const data of this.waiting.splice(0)) this.emit('message', { data, ports: [] });
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.wire?.close();
    this.emit('close');
    this.peer?.close();
  }

  /** What came from the other end: on to the page, to the listeners, or kept until somebody listens. */
  take(data: unknown): void {
    if (this.wire) this.wire.send(data);
    else if (this.isStarted) this.emit('message', { data, ports: [] });
    else this.waiting.push(data);
  }

  /** Gives this end to a page. */
  transfer(wire: PortWire): void {
    this.wire = wire;
    for (const data of this.waiting.splice(0)) wire.send(data);
  }
}

export class MessageChannelMain {
  readonly port1: MessagePortMain;
  readonly port2: MessagePortMain;

  constructor() {
    this.port1 = loud('MessagePortMain', new MessagePortMain());
    this.port2 = loud('MessagePortMain', new MessagePortMain());
    this.port1.peer = this.port2;
    this.port2.peer = this.port1;
  }
}
