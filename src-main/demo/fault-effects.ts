/** What each fault switch does to a simulated camera, as one table. Pure. */
import type { DemoFault } from '../../shared/contract/names.ts';

export interface FaultEffect {
  /** False: the port is closed, connecting is refused. */
  readonly listens: boolean;
  /** What happens to connections when the fault begins (and, for `reset`, to every new one). */
  readonly connections: 'stay' | 'end' | 'reset';
  /** What a request is answered with; a number is the RTSP status. */
  readonly answers: 'normally' | 'silence' | 'noise' | 401 | 404 | 302;
  /** What goes out on connections that play. */
  readonly sends: 'everything' | 'nothing' | 'noise' | 'no-audio' | 'other-size';
}

const healthy: FaultEffect = {
  listens: true,
  connections: 'stay',
  answers: 'normally',
  sends: 'everything',
};

/**
 * Faults that change the answers also end what plays, as a camera that was set up anew does; otherwise nobody would notice.
 * `garbage` leaves what plays alone but for three packets in ten, and answers new requests with noise.
 */
export const faultEffects: Readonly<Record<DemoFault, FaultEffect>> = {
  none: healthy,
  drop: { ...healthy, listens: false, connections: 'end' },
  stall: { ...healthy, answers: 'silence', sends: 'nothing' },
  reset: { ...healthy, connections: 'reset' },
  garbage: { ...healthy, answers: 'noise', sends: 'noise' },
  unauthorized: { ...healthy, connections: 'end', answers: 401 },
  'not-found': { ...healthy, connections: 'end', answers: 404 },
  redirect: { ...healthy, connections: 'end', answers: 302 },
  'no-audio': { ...healthy, sends: 'no-audio' },
  resolution: { ...healthy, sends: 'other-size' },
};
