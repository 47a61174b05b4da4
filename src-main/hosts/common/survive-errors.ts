/**
 * An error nobody expected is written down, and recording goes on: nobody is there to start the program again, and what
 * it costs to go on is less than what it costs to record nothing. Both hosts call it once they record.
 */
import type { Logger } from '../../base/logger.ts';

export function surviveErrors(logger: Logger): void {
  for (const kind of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(kind, (error: unknown) => {
      const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
      logger.error('An unexpected error; recording goes on.', { error: detail });
    });
  }
}
