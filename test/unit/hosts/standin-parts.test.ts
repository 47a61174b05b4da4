import { describe, expect, it } from 'vitest';
import { MessageChannelMain } from '../../support/standin/ipc.ts';
import { loud } from '../../support/standin/loud.ts';
import { clone, codec } from '../../support/standin/worlds.ts';

describe('the parts of the stand-in for Electron', () => {
  it('SHL-2 objects answer for what they have and throw for what they have not', async () => {
    const object = loud('thing', { known: 1 as number | undefined });
    expect(object.known).toBe(1);
    object.known = undefined;
    expect(object.known).toBeUndefined();
    expect(() => (object as { unknown?: 1 }).unknown).toThrow('stand-in: thing.unknown is not modelled');
    expect(await object).toBe(object);
  });

  it('LIV-3 messages carry plain data and bytes, and nothing else', () => {
    const message = { text: 'ä', list: [1, null, { deep: true }], bytes: new Uint8Array([0, 255]) };
    expect(codec.decode(codec.encode(message))).toEqual(message);
    expect(() => codec.encode(new Map())).toThrow('a Map in a message is not modelled');
    expect(() => clone({ f() {} })).toThrow('An object could not be cloned.');
  });

  it('LIV-3 ports keep what is sent before somebody listens, and close together', () => {
    const { port1, port2 } = new MessageChannelMain();
    const heard: unknown[] = [];
    let closed = false;
    port1.postMessage('early');
    port2.on('message', ({ data }) => heard.push(data));
    port2.on('close', () => (closed = true));
    port2.start();
    port1.postMessage('late');
    port1.close();
    port1.postMessage('never');
    expect(heard).toEqual(['early', 'late']);
    expect(closed).toBe(true);
  });
});
