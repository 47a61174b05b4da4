/** A caught error as words and code for the window; strangers get a sentence instead of their stack. */
import { isContractError } from '../bridge/bridge.ts';
import type { Failure } from './recorder-slice.ts';

export interface DetailedFailure extends Failure {
  readonly data?: unknown;
}

export function failureOf(error: unknown): DetailedFailure {
  if (isContractError(error)) {
    return {
      message: error.message,
      code: error.code,
      ...(error.data === undefined ? {} : { data: error.data }),
    };
  }
  return { message: 'This did not work, for a reason the window does not know. Health may say more.' };
}
