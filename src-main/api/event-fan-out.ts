/**
 * Hands the recorder's events to the connections that asked for them. Each event is put into text once, however many
 * connections listen; the recorder is listened to only while somebody does.
 */
import type { EventName } from '../../shared/contract/names.ts';
import type { RecorderFacade } from '../recorder/facade.ts';

type Send = (text: string) => void;

export class EventFanOut {
  readonly #recorder: Pick<RecorderFacade, 'on'>;
  readonly #listeners = new Map<EventName, Set<Send>>();
  readonly #stops = new Map<EventName, () => void>();

  constructor(recorder: Pick<RecorderFacade, 'on'>) {
    this.#recorder = recorder;
  }

  /** Twice the same is once. */
  subscribe(event: EventName, send: Send): void {
    let sends = this.#listeners.get(event);
    if (!sends) {
      this.#listeners.set(event, (sends = new Set()));
      this.#stops.set(
        event,
        this.#recorder.on(event, (payload) => this.#emit(event, payload)),
      );
    }
    sends.add(send);
  }

  unsubscribe(event: EventName, send: Send): void {
    const sends = this.#listeners.get(event);
    if (!sends?.delete(send) || sends.size > 0) return;
    this.#listeners.delete(event);
    this.#stops.get(event)?.();
    this.#stops.delete(event);
  }

  /** Forgets a connection that is gone. */
  drop(send: Send): void {
    for (const event of this.#listeners.keys()) this.unsubscribe(event, send);
  }

  #emit(event: EventName, params: unknown): void {
    const text = JSON.stringify({ jsonrpc: '2.0', method: event, params });
    for (const send of this.#listeners.get(event) ?? []) send(text);
  }
}
