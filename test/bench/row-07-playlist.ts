/**
 * Row 7: building the playlist of a day (and of 30 days) of one camera from the catalogue: 10-minute files, fragments of
 * one second, key frames every two. Cold: nothing decoded before. The floor of the day is the text alone, from entries cut before.
 */
import { systemClock } from '../../src-main/base/clock.ts';
import { silentLogger } from '../../src-main/base/logger.ts';
import { Catalogue } from '../../src-main/catalogue/catalogue.ts';
import { encodeFragmentIndex } from '../../src-main/media-file/fragment-index.ts';
import { OpenSegments } from '../../src-main/playback/open-segments.ts';
import { Playback } from '../../src-main/playback/playback.ts';
import { median, printRow, timed } from './harness.ts';

const FILE_S = 600;
const FILE_MS = FILE_S * 1_000;
const DAY_MS = 24 * 3_600_000;
const ROUNDS = 15;
const FROM = Date.UTC(2026, 8, 1);

const catalogue = Catalogue.open(':memory:', { logger: silentLogger });
const cameraId = fill(catalogue, 30);
for (const [days, goalMs] of [
  [1, 20],
  [30, 250],
] as const) {
  const cold: number[] = [];
  const warm: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const playback = create();
    const wish = { cameraId, from: FROM, to: FROM + days * DAY_MS };
    cold.push(await timed(() => playback.playlistText(wish, { isGrowing: false })));
    warm.push(await timed(() => playback.playlistText(wish, { isGrowing: false })));
  }
  const value = median(cold);
  const figure = `playlist of ${days === 1 ? '24 h' : `${days} days`}, built cold`;
  const goal = `<= ${goalMs} ms`;
  printRow({
    row: 7,
    figure,
    floor: days === 1 ? median(warm) : 0,
    value,
    unit: 'ms',
    goal,
    met: value <= goalMs,
  });
}
catalogue.close();

function create(): Playback {
  const deps = { catalogue, clock: systemClock, logger: silentLogger };
  const open = new OpenSegments({ ...deps, onGrown: () => {} });
  // Only its timer would keep the process alive.
  open.dispose();
  return new Playback({ ...deps, open });
}

/** Files without a gap; returns the camera's id. */
function fill(into: Catalogue, days: number): string {
  const camera = into.cameras.add({
    id: 'bench',
    name: 'Bench',
    slug: 'bench',
    source: { kind: 'demo' },
    recordingMode: 'continuous',
    enabled: true,
    pausedByOperator: false,
    recordAudio: true,
    createdAt: FROM,
  });
  const sessionId = into.sessions.begin({ cameraNumber: camera.number, startedAt: FROM });
  const run = { cameraNumber: camera.number, sessionId, folder: '20260901T000000Z-aaaaaa', startedAt: FROM };
  const runId = into.runs.begin(run);
  let offset = 1_260;
  const fragments = Array.from({ length: FILE_S }, (_, i) => {
    const sizeBytes = i % 2 === 0 ? 760_000 : 240_000 + (i % 7) * 1_000;
    const fragment = {
      offset,
      sizeBytes,
      startMs: i * 1_000,
      durationMs: 1_000,
      key: i % 2 === 0,
      hasAudio: true,
    };
    offset += sizeBytes;
    return fragment;
  });
  const index = encodeFragmentIndex(fragments);
  into.transaction(() => {
    for (let startAt = FROM; startAt < FROM + days * DAY_MS; startAt += FILE_MS) {
      into.segments.insert(
        {
          cameraNumber: camera.number,
          runId,
          startAt,
          durationMs: FILE_MS,
          mediaDurationMs: FILE_MS,
          sizeBytes: offset,
          nameStampS: startAt / 1_000,
          videoCodec: 'H264',
          hasAudio: true,
          state: 'ready',
        },
        index,
      );
    }
  });
  return camera.id;
}
