/** What the operator reads when Watchpost does not start, and the exit status: 2 for a wrong setting, 1 for the rest. */
import { AppError } from '../../../shared/model/errors.ts';
import { SettingsError } from '../../settings/settings-error.ts';
import { StartRefused } from './start-refused.ts';

export function explainStartFailure(error: unknown): {
  readonly sentence: string;
  readonly exitCode: 1 | 2;
} {
  if (error instanceof SettingsError) return { sentence: error.message, exitCode: 2 };
  if (error instanceof StartRefused || error instanceof AppError) {
    return { sentence: error.message, exitCode: 1 };
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { sentence: `Watchpost could not start because of an unexpected error.\n${detail}`, exitCode: 1 };
}
