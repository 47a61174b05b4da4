/** Whether sound that was missing last time has come back; asked before a run begins, so that it is not left out for days. */
import type { Clock } from '../base/clock.ts';
import type { Pull } from '../relay/relay.ts';

/** Statistics come once a second; the ring keeps the pictures of that time, so nothing is lost by asking. */
export const SOUND_WAIT_MS = 1_500;

/** True as soon as the stream's announced sound flows; false when it does not within `waitMs`. */
export function soundComes(
  pull: Pull,
  { clock, waitMs }: { clock: Clock; waitMs: number },
): Promise<boolean> {
  const flowsNow = pull.stats()?.info.audioFlows === true;
  if (flowsNow || waitMs === 0) return Promise.resolve(flowsNow);
  return new Promise((resolve) => {
    const finish = (flows: boolean) => {
      timer.cancel();
      stopListening();
      resolve(flows);
    };
    const timer = clock.after(waitMs, () => finish(false));
    const stopListening = pull.onStats(({ info }) => {
      if (info.audioFlows) finish(true);
    });
    void pull.closed.then(() => finish(false));
  });
}
