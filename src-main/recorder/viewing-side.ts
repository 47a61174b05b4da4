/**
 * Wires what shows footage: growing files, playlists, timeline, coverage, live view, stills, and the one handler that
 * serves their bytes. Connects only.
 */
import type { Calls, Events } from '../../shared/contract/names.ts';
import type { Emitter } from '../base/emitter.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { gapReasonOf } from '../cameras/end-reasons.ts';
import { ViewerPulls } from '../cameras/viewer-pulls.ts';
import { holesOnWallClock } from '../coverage/file-facts.ts';
import { CoverageDays } from '../coverage/coverage-days.ts';
import { CoverageLedger } from '../coverage/ledger.ts';
import { LiveSessions } from '../live/live-sessions.ts';
import { openLiveStream } from '../live/live-stream.ts';
import { createMediaHandler, type MediaHandler } from '../media/handler.ts';
import { createOpenLive, type OpenLive } from '../media/open-live.ts';
import { OpenSegments, type OpenSegment } from '../playback/open-segments.ts';
import { Playback } from '../playback/playback.ts';
import { Timeline } from '../playback/timeline.ts';
import type { RecorderFacade } from './facade.ts';
import type { Ground } from './ground.ts';
import type { RecordingSide } from './recording-side.ts';
import { createStills } from './stills.ts';

export interface ViewingSide {
  readonly live: LiveSessions;
  readonly playback: Playback;
  readonly openLive: OpenLive;
  readonly fetch: MediaHandler;
  timeline(range: Calls['timeline.get']['params']): Calls['timeline.get']['result'];
  readonly coverage: RecorderFacade['coverage'];
  /** Where a camera's newest footage ends, the growing file included; UTC ms. */
  newestFootageAt(cameraNumber: number): number | undefined;
  /** When the footage in the file that is being written began; UTC ms. */
  openFileSince(cameraNumber: number): number | undefined;
  close(): void;
}

export function openViewingSide(ground: Ground, side: RecordingSide, events: Emitter<Events>): ViewingSide {
  const { catalogue, clock, logger, ffmpeg, childEnv, ledger: processes } = ground;
  const { relay } = side;
  const open = new OpenSegments({
    catalogue,
    clock,
    logger,
    onGrown: (grown) => events.emit('segment.open', grown),
    wanted: () => events.count('segment.open') > 0,
  });
  const playback = new Playback({ catalogue, open, clock });
  const ledger = new CoverageLedger({
    catalogue,
    clock,
    gapReasonOf,
    openFootage: (cameraNumber) =>
      open.of(cameraNumber).map((file) => ({
        runId: file.runId,
        from: file.startAt,
        to: file.startAt + file.durationMs,
        holes: holesOnWallClock(file.fragments, file),
      })),
  });
  const days = new CoverageDays({ catalogue, clock, ledger });
  const timeline = new Timeline({ catalogue, open, ledger: (range) => ledger.drawn(range) });
  const pulls = new ViewerPulls(side.registry, side.pulls);
  const live = new LiveSessions({ pulls, relay, clock, logger });
  const program = { binary: ffmpeg.path, env: childEnv, clock, logger, ledger: processes };
  const fetch = createMediaHandler({
    resolvers: {
      playlist: (range, shape) => playback.playlistText(range, shape),
      file: (ref, view) => playback.file(ref, view),
      liveStream: (cameraId, stream) => openLiveStream({ cameraId, stream }, { ...program, pulls }),
      more: new Map([['stills', createStills({ ground, side, open, pulls })]]),
    },
  });
  const stopListening = [
    side.events.on('fileOpened', ({ run: { runId, cameraId, cameraNumber, slug }, file }) =>
      open.opened({ runId, cameraId, cameraNumber, slug, file }),
    ),
    side.events.on('runEnded', ({ runId }) => open.closed(runId)),
  ];
  return {
    live,
    playback,
    fetch,
    openLive: createOpenLive(live),
    timeline: (range) => timeline.get(range),
    openFileSince: (cameraNumber) => open.of(cameraNumber).at(-1)?.startAt,
    newestFootageAt: (cameraNumber) => newestOf(catalogue, open.of(cameraNumber), cameraNumber),
    coverage: { get: (range) => ledger.figures(range), days: (range) => days.get(range) },
    close: () => {
      for (const stop of stopListening) stop();
      live.dispose();
      open.dispose();
    },
  };
}

function newestOf(
  { segments }: Catalogue,
  growing: readonly OpenSegment[],
  cameraNumber: number,
): number | undefined {
  const last = segments.newest(cameraNumber);
  const files = last ? [last, ...growing] : growing;
  return files.length === 0
    ? undefined
    : Math.max(...files.map(({ startAt, durationMs }) => startAt + durationMs));
}
