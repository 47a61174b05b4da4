/** Calls to the recorder for screens: the plain client, and a hook that reads once with loading, error and retry. */
import { useCallback, useEffect, useState } from 'react';
import type { CallName, Params, Result } from '../../shared/contract/names.ts';
import { getBridge } from '../bridge/bridge.ts';
import { failureOf, type DetailedFailure } from './failure.ts';

export { getBridge } from '../bridge/bridge.ts';

/** Rejects with the contract's error. */
export function call<K extends CallName>(name: K, params: Params<K>): Promise<Result<K>> {
  return getBridge().client.call(name, params as never);
}

export interface Reading<T> {
  readonly value: T | undefined;
  readonly failure: DetailedFailure | undefined;
  readonly again: () => void;
}

/** Reads on mount, whenever `revision` changes, and on `again`; keeps the last value while reading anew. */
export function useReading<K extends CallName>(
  name: K,
  params: Params<K>,
  revision: number,
): Reading<Result<K>> {
  const [value, setValue] = useState<Result<K>>();
  const [failure, setFailure] = useState<DetailedFailure>();
  const [turn, setTurn] = useState(0);
  // Everything that asks for a new reading is in the key.
  const key = JSON.stringify({ params, revision, turn });
  useEffect(() => {
    let current = true;
    call(name, (JSON.parse(key) as { params: Params<K> }).params).then(
      (result) => {
        if (!current) return;
        setValue(result);
        setFailure(undefined);
      },
      (error: unknown) => current && setFailure(failureOf(error)),
    );
    return () => {
      current = false;
    };
  }, [name, key]);
  const again = useCallback(() => setTurn((last) => last + 1), []);
  return { value, failure, again };
}
