/** What the catalogue's rows alone can tell: overlaps (I5), deletions (I7), and the hourly sums. Reads only; yields between pages. */
import type { Segment } from '../../shared/model/segment.ts';
import type { Clock } from '../base/clock.ts';
import { contributions } from '../catalogue/camera-hours-table.ts';
import type { CameraHour } from '../catalogue/camera-hours-table.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { isOnVolume } from '../catalogue/volume-usage-table.ts';
import { Finding } from './invariant.ts';
import type { InvariantResult } from './invariant.ts';

export type CheckedSegment = Segment & { readonly intact: boolean };

const PAGE = 1_000;

/** Every segment of every camera, removed ones included, in order of camera and start. */
export async function* everySegment(catalogue: Catalogue, clock: Clock): AsyncGenerator<CheckedSegment> {
  const removed = catalogue.cameras.removed().map((each) => each.camera);
  for (const { number } of [...catalogue.cameras.list(), ...removed]) {
    for (let after: number | undefined; ;) {
      const page = catalogue.segments.verifiedPage(number, {
        limit: PAGE,
        ...(after !== undefined && { after }),
      });
      yield* page;
      const last = page.at(-1);
      if (!last) break;
      after = last.id;
      await clock.sleep(0);
    }
  }
}

/** I5, I7 and the roll-up in one pass over the rows. `gopMs` is how much of an overlap is allowed. */
export async function checkRows(
  catalogue: Catalogue,
  options: { readonly clock: Clock; readonly gopMs: number },
): Promise<InvariantResult[]> {
  const overlaps = new Finding('I5');
  const deletions = new Finding('I7');
  const rollup = new Finding('rollup');
  const expected = new Map<string, CameraHour>();
  const onVolumes = new Map<string, number>();
  const pending = new Set(
    catalogue.deletions.pending({ limit: Number.MAX_SAFE_INTEGER }).map((each) => each.segment.id),
  );
  let previous: Segment | undefined;
  for await (const segment of everySegment(catalogue, options.clock)) {
    const overlapMs = previous ? previous.startAt + previous.durationMs - segment.startAt : 0;
    if (previous?.cameraNumber === segment.cameraNumber && overlapMs > options.gopMs) {
      overlaps.add(`segments ${previous.id} and ${segment.id} overlap by ${overlapMs} ms`);
    }
    previous = segment;
    if (segment.state === 'deleting' && !pending.has(segment.id)) {
      deletions.add(`segment ${segment.id} is marked, but nothing will delete it`);
    }
    for (const part of contributions(segment)) addTo(expected, part);
    if (isOnVolume(segment)) addBytes(onVolumes, volumeName(catalogue, segment), segment.sizeBytes);
  }
  for (const id of pending) deletions.add(`segment ${id} waits for its deletion`);
  for (const { camera, footage } of catalogue.cameras.removed()) {
    if (footage === 'delete') deletions.add(`camera ${camera.slug} waits for its footage to be deleted`);
  }
  compareHours(expected, catalogue.hours.all(), rollup);
  compareVolumes(onVolumes, catalogue, rollup);
  return [overlaps.result(), deletions.result(), rollup.result()];
}

function addTo(hours: Map<string, CameraHour>, part: CameraHour): void {
  const key = hourName(part);
  const known = hours.get(key);
  hours.set(key, {
    ...part,
    recordedMs: part.recordedMs + (known?.recordedMs ?? 0),
    sizeBytes: part.sizeBytes + (known?.sizeBytes ?? 0),
    segments: part.segments + (known?.segments ?? 0),
  });
}

function compareHours(
  expected: Map<string, CameraHour>,
  stored: readonly CameraHour[],
  finding: Finding,
): void {
  const left = new Map(expected);
  for (const hour of stored) {
    const wanted = left.get(hourName(hour));
    left.delete(hourName(hour));
    const same =
      hour.recordedMs === (wanted?.recordedMs ?? 0) &&
      hour.sizeBytes === (wanted?.sizeBytes ?? 0) &&
      hour.segments === (wanted?.segments ?? 0);
    if (!same) finding.add(`hour ${hourName(hour)} differs from its segments`);
  }
  for (const missing of left.keys()) finding.add(`hour ${missing} has no sum`);
}

function volumeName(catalogue: Catalogue, { runId, cameraNumber }: Segment): string {
  return `${catalogue.runs.byId(runId)?.volumeNumber ?? 1}/${cameraNumber}`;
}

function addBytes(sums: Map<string, number>, name: string, bytes: number): void {
  sums.set(name, (sums.get(name) ?? 0) + bytes);
}

function compareVolumes(expected: Map<string, number>, catalogue: Catalogue, finding: Finding): void {
  const left = new Map(expected);
  for (const { volumeNumber, cameraNumber, sizeBytes } of catalogue.usage.all()) {
    const name = `${volumeNumber}/${cameraNumber}`;
    if (sizeBytes !== (left.get(name) ?? 0)) finding.add(`location/camera ${name} differs from its segments`);
    left.delete(name);
  }
  for (const missing of left.keys()) finding.add(`location/camera ${missing} has no sum`);
}

function hourName(hour: CameraHour): string {
  return `${hour.cameraNumber}@${new Date(hour.startAt).toISOString()}`;
}
