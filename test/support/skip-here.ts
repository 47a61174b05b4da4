/** Leaves a test out with its reason, which the summary of `npm test` prints. */
import type { TestContext } from 'vitest';

declare module 'vitest' {
  interface TaskMeta {
    skipReason?: string;
  }
}

/** Does nothing without a reason. */
export function skipHere({ task, skip }: TestContext, reason: string | undefined): void {
  if (reason === undefined) return;
  task.meta.skipReason = reason;
  skip(reason);
}
