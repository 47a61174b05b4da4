/**
 * Turns whatever a handler threw into the error that travels: {code, message, data}.
 * Expected failures keep their words; anything else becomes one plain sentence, and its details go to the log only.
 */
import { AppError, errorCodes, type ErrorShape } from '../../shared/model/errors.ts';
import type { Logger } from '../base/logger.ts';

const INTERNAL_SENTENCE =
  'Something went wrong inside Watchpost. Recording is not affected; the details are in the log.';

/** `method` is only logged. Never throws. */
export function toErrorShape(error: unknown, method: string, logger: Logger): ErrorShape {
  if (error instanceof AppError) {
    const data = plainData(error.data);
    return { code: error.code, message: error.message, ...(data === undefined ? {} : { data }) };
  }
  logger.error('A call failed unexpectedly.', { method, error: describe(error) });
  return { code: errorCodes.internal, message: INTERNAL_SENTENCE };
}

/** Data as JSON would carry it; what cannot be carried is left out rather than breaking the answer. */
function plainData(data: unknown): unknown {
  try {
    const text = JSON.stringify(data);
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? `${error.name}: ${error.message}`) : String(error);
}
