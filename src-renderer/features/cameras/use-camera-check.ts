/** The check of a camera: idle, running, works, or what is wrong. A change of the fields makes the result stale. */
import { useCallback, useRef, useState } from 'react';
import type { CameraTestResult, SourceInput } from '../../../shared/contract/names.ts';
import { call } from '../../state/calls.ts';
import { failureOf } from '../../state/failure.ts';
import { testFailureOf, type TestFailure } from './camera-form.ts';

export type CheckState =
  | { readonly phase: 'idle' }
  | { readonly phase: 'running' }
  | { readonly phase: 'works'; readonly result: CameraTestResult }
  | { readonly phase: 'failed'; readonly failure: TestFailure };

export interface CameraCheck {
  readonly state: CheckState;
  /** Resolves true when the camera works. `id`: use that camera's stored password. */
  run(source: SourceInput, id?: string): Promise<boolean>;
  reset(): void;
}

export function useCameraCheck(): CameraCheck {
  const [state, setState] = useState<CheckState>({ phase: 'idle' });
  const turn = useRef(0);
  const run = useCallback(async (source: SourceInput, id?: string) => {
    const mine = ++turn.current;
    setState({ phase: 'running' });
    try {
      const result = await call('cameras.test', { source, ...(id === undefined ? {} : { id }) });
      if (turn.current !== mine) return false;
      setState({ phase: 'works', result });
      return true;
    } catch (error) {
      if (turn.current !== mine) return false;
      const failure = failureOf(error);
      const found = testFailureOf(failure.message, failure.data);
      // A camera of this PC has no address that could be wrong.
      setState({ phase: 'failed', failure: source.kind === 'usb' ? { ...found, field: 'none' } : found });
      return false;
    }
  }, []);
  const reset = useCallback(() => {
    turn.current += 1;
    setState({ phase: 'idle' });
  }, []);
  return { state, run, reset };
}
