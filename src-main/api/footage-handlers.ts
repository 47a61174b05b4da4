/** Calls about what was recorded: timeline, coverage, segments, playlists, stills. */
import type { CallName } from '../../shared/contract/names.ts';
import type { Method, RecorderFacade } from '../recorder/facade.ts';

type Part = Extract<
  CallName,
  | `timeline.${string}`
  | `coverage.${string}`
  | `segments.${string}`
  | `playback.${string}`
  | `stills.${string}`
>;

export function footageHandlers(recorder: RecorderFacade): { [K in Part]: Method<K> } {
  return {
    'timeline.get': (params) => recorder.timeline.get(params),
    'coverage.get': (params) => recorder.coverage.get(params),
    'coverage.days': (params) => recorder.coverage.days(params),
    'segments.list': (params) => recorder.segments.list(params),
    'playback.playlist': (params) => recorder.playback.playlist(params),
    'stills.get': (params) => recorder.stills.get(params),
  };
}
