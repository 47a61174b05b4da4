/**
 * Answers `/stills/<camera>/<instant>.jpg`: from the running stream when the instant is now, else from recorded footage.
 * A list of sixteen cameras asks sixteen times at once: a few are made at a time, so that recording keeps its processor.
 */
import { Turnstile } from '../base/turnstile.ts';
import type { LivePulls } from '../live/live-pulls.ts';
import type { OpenSegments } from '../playback/open-segments.ts';
import { recordedStill } from '../playback/recorded-still.ts';
import type { Ground } from './ground.ts';
import type { RecordingSide } from './recording-side.ts';

/** A picture this young is taken from the stream itself. */
const NOW_MS = 3_000;
/** Between two files there may be a moment that belongs to neither; a picture this near will do. */
const NEAR_MS = 2_000;
const AT_ONCE = 2;
const stillPath = /^([0-9A-Za-z_-]{1,64})\/(\d{1,15})\.jpg$/;

export interface StillParts {
  readonly ground: Ground;
  readonly side: RecordingSide;
  readonly open: OpenSegments;
  readonly pulls: LivePulls;
}

export function createStills(parts: StillParts): (request: Request, rest: string) => Promise<Response> {
  const { catalogue, clock } = parts.ground;
  const turnstile = new Turnstile(AT_ONCE);
  return async (_request, rest) => {
    const [, cameraId = '', instant = ''] = stillPath.exec(rest) ?? [];
    const camera = catalogue.cameras.byId(cameraId);
    if (!camera) return new Response('There is no such picture.\n', { status: 404 });
    const at = Number(instant);
    const isNow = Math.abs(clock.now() - at) < NOW_MS;
    const picture = await turnstile.run(
      async () =>
        (isNow ? await liveStill(parts, cameraId) : undefined) ?? (await pastStill(parts, camera.number, at)),
    );
    if (!picture) return new Response('There is no footage at this time.\n', { status: 404 });
    const headers = { 'content-type': 'image/jpeg', 'cache-control': 'no-store' };
    return new Response(new Uint8Array(picture), { headers });
  };
}

async function liveStill({ pulls, side }: StillParts, cameraId: string): Promise<Buffer | undefined> {
  try {
    const held = await pulls.acquire(cameraId, 'main');
    try {
      return await side.takeStill(held.pull.localUrl);
    } finally {
      held.release();
    }
  } catch {
    return undefined;
  }
}

async function pastStill({ ground, open }: StillParts, cameraNumber: number, at: number) {
  const { catalogue, ffmpeg, childEnv, clock, logger } = ground;
  const growing = open.of(cameraNumber).map((file) => ({ ...file, path: file.file }));
  const stored = catalogue.segments
    .inRange(cameraNumber, Math.max(0, at - NEAR_MS), at + NEAR_MS)
    .map((segment) => ({ ...segment, path: catalogue.pathOf(segment) }));
  const found = nearestFile([...stored, ...growing], at);
  if (found?.path === undefined) return undefined;
  const rate = found.durationMs > 0 ? found.mediaDurationMs / found.durationMs : 1;
  const offsetMs = Math.min(Math.max(0, at - found.startAt), found.durationMs) * rate;
  return recordedStill({ file: found.path, offsetMs }, { binary: ffmpeg.path, env: childEnv, clock, logger });
}

interface Stretch {
  readonly startAt: number;
  readonly durationMs: number;
}

/** The file that holds an instant, or else the nearest within two seconds. Pure; instants UTC ms. */
export function nearestFile<T extends Stretch>(files: readonly T[], at: number): T | undefined {
  const distance = ({ startAt, durationMs }: T): number =>
    Math.max(startAt - at, at - (startAt + durationMs), 0);
  const nearest = files.toSorted((a, b) => distance(a) - distance(b))[0];
  return nearest && distance(nearest) <= NEAR_MS ? nearest : undefined;
}
