import { describe, expect, it, vi } from 'vitest';
import { ContractError, createClient, type Port } from '../../../shared/contract/client.ts';

/** A port whose other end the test plays. */
function openPort() {
  const sent: { id?: number; method: string; params: unknown }[] = [];
  const receivers = new Set<(text: string) => void>();
  const lost = new Set<() => void>();
  const restored = new Set<() => void>();
  let broken = false;
  const port: Port = {
    send: (text) => {
      if (broken) throw new Error('not connected');
      sent.push(JSON.parse(text));
    },
    receive: (listener) => {
      receivers.add(listener);
      return () => void receivers.delete(listener);
    },
    onLost: (listener) => {
      lost.add(listener);
      return () => void lost.delete(listener);
    },
    onRestored: (listener) => {
      restored.add(listener);
      return () => void restored.delete(listener);
    },
  };
  return {
    port,
    sent,
    deliver: (message: object) => receivers.forEach((f) => f(JSON.stringify({ jsonrpc: '2.0', ...message }))),
    lose: () => lost.forEach((f) => f()),
    restore: () => restored.forEach((f) => f()),
    breakIt: () => (broken = true),
    receivers,
  };
}

const problem = { id: 'p', severity: 'warn', sentence: 'A.', advice: 'B.', since: 1 } as const;

describe('the client of the contract', () => {
  it('API-1 matches answers to calls by id, in any order', async () => {
    const { port, sent, deliver } = openPort();
    const client = createClient(port);
    const first = client.call('cameras.list');
    const second = client.call('cameras.get', { id: 'a' });
    expect(sent.map(({ method, params }) => [method, params])).toEqual([
      ['cameras.list', {}],
      ['cameras.get', { id: 'a' }],
    ]);
    deliver({ id: sent[1]?.id, result: 'second' });
    deliver({ id: sent[0]?.id, result: 'first' });
    expect(await Promise.all([first, second])).toEqual(['first', 'second']);
  });

  it('API-2 rejects with code, message and data of an error', async () => {
    const { port, sent, deliver } = openPort();
    const call = createClient(port).call('start_recording', { id: 'a' });
    deliver({ id: sent[0]?.id, error: { code: -1006, message: 'Already.', data: { session_id: 's' } } });
    await expect(call).rejects.toMatchObject({ code: -1006, message: 'Already.', data: { session_id: 's' } });
    await expect(call).rejects.toBeInstanceOf(ContractError);
  });

  it('API-1 subscribes with the first listener of an event and unsubscribes with the last', () => {
    const { port, sent, deliver } = openPort();
    const client = createClient(port);
    const heard = vi.fn();
    const stopOne = client.on('problem.raised', heard);
    const stopTwo = client.on('problem.raised', heard);
    deliver({ method: 'problem.raised', params: problem });
    expect(heard).toHaveBeenCalledTimes(2);
    expect(heard).toHaveBeenCalledWith(problem);
    stopOne();
    stopOne();
    stopTwo();
    deliver({ method: 'problem.raised', params: problem });
    expect(heard).toHaveBeenCalledTimes(2);
    expect(sent.map(({ method, params }) => [method, params])).toEqual([
      ['subscribe', { events: ['problem.raised'] }],
      ['unsubscribe', { events: ['problem.raised'] }],
    ]);
  });

  it('API-2 rejects what waits when the connection is lost, and subscribes again when it is back', async () => {
    const { port, sent, lose, restore } = openPort();
    const client = createClient(port);
    client.on('camera.status', () => {});
    const call = client.call('cameras.list');
    lose();
    await expect(call).rejects.toMatchObject({ code: -1023 });
    restore();
    expect(sent.at(-1)).toMatchObject({ method: 'subscribe', params: { events: ['camera.status'] } });
  });

  it('API-2 rejects a call that cannot be sent', async () => {
    const { port, breakIt } = openPort();
    const client = createClient(port);
    breakIt();
    await expect(client.call('cameras.list')).rejects.toMatchObject({ code: -1023 });
  });

  it('API-1 drops answers and texts that belong to nothing, and leaves no listener behind', async () => {
    const { port, receivers, deliver } = openPort();
    const client = createClient(port);
    deliver({ id: 99, result: 1 });
    deliver({ method: 'nobody.listens', params: {} });
    receivers.forEach((f) => f('no json'));
    const call = client.call('cameras.list');
    client.close();
    await expect(call).rejects.toMatchObject({ code: -1023 });
    expect(receivers.size).toBe(0);
  });
});
