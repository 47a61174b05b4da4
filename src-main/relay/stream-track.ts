/** A track that was set up, with what was received of it. */
import type { Reception } from './receiver-reports.ts';
import type { SetUpTrack } from './rtsp-client.ts';

export interface StreamTrack extends SetUpTrack {
  readonly reception: Reception;
}
