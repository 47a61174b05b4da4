/** A track that was set up, with what was received of it. */
import type { SetUpTrack } from './feed.ts';
import type { Reception } from './receiver-reports.ts';

export interface StreamTrack extends SetUpTrack {
  readonly reception: Reception;
}
