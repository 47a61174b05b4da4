import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BATCH_MAX, readIncoming, readOutgoing } from '../../../shared/contract/jsonrpc.ts';

const codeOf = (text: string) => {
  const [item] = readIncoming(text).items;
  return item?.kind === 'invalid' && 'error' in item.response ? item.response.error.code : undefined;
};

describe('JSON-RPC 2.0 as text', () => {
  it('API-3 answers broken text with a parse error and no id', () => {
    expect(codeOf('{"jsonrpc": "2.0", "method"')).toBe(-32700);
    expect(codeOf('')).toBe(-32700);
  });

  it.each(['1', 'null', '"x"', '{}', '{"jsonrpc":"1.0","method":"a"}', '{"jsonrpc":"2.0","method":5}', '[]'])(
    'API-3 answers %s as an invalid request',
    (text) => {
      expect(codeOf(text)).toBe(-32600);
    },
  );

  it('API-3 keeps the id of a request that is otherwise broken', () => {
    const [item] = readIncoming('{"id": 7, "method": "x"}').items;
    expect(item).toMatchObject({ kind: 'invalid', response: { id: 7 } });
  });

  it('API-3 refuses an id that is neither text nor number', () => {
    expect(codeOf('{"jsonrpc":"2.0","id":{},"method":"x"}')).toBe(-32600);
  });

  it('API-3 reads a batch item by item', () => {
    const { batch, items } = readIncoming('[{"jsonrpc":"2.0","id":1,"method":"a"},5]');
    expect(batch).toBe(true);
    expect(items.map((item) => item.kind)).toEqual(['request', 'invalid']);
  });

  it('API-3 refuses a batch without end as a whole', () => {
    const many = JSON.stringify(
      Array.from({ length: BATCH_MAX + 1 }, () => ({ jsonrpc: '2.0', method: 'a' })),
    );
    expect(readIncoming(many)).toMatchObject({ batch: false });
    expect(codeOf(many)).toBe(-32600);
  });

  it('API-3 tells a notification from a request with id null', () => {
    const read = (text: string) => {
      const [item] = readIncoming(text).items;
      return item?.kind === 'request' ? item.request : undefined;
    };
    expect(read('{"jsonrpc":"2.0","method":"a"}')).not.toHaveProperty('id');
    expect(read('{"jsonrpc":"2.0","method":"a","id":null}')).toHaveProperty('id', null);
  });

  it('API-3 never throws, whatever comes in, on either side', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(readIncoming(text).items.length).toBeGreaterThan(0);
        expect(Array.isArray(readOutgoing(text))).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});
