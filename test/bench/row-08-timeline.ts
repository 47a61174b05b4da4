/**
 * Row 8: the timeline's questions on ten million segments (16 cameras, 72 days of 10 s files).
 * The floor of the day is the bare scan of its rows; goals are times, as the window feels them. Smaller with BENCH_SEGMENTS.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { silentLogger } from '../../src-main/base/logger.ts';
import { Catalogue } from '../../src-main/catalogue/catalogue.ts';
import { segmentKey } from '../../shared/model/segment.ts';
import { percentile, printRow, timed } from './harness.ts';
import { makeManySegments } from './many-segments.ts';

const CAMERAS = 16;
const PER_CAMERA = Math.floor(Number(process.env['BENCH_SEGMENTS'] ?? 10_000_000) / CAMERAS);
const FROM = Date.UTC(2026, 8, 1);
const DAY_MS = 86_400_000;
const TO = FROM + PER_CAMERA * 10_000;
const ROUNDS = 200;

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-timeline-'));
try {
  await bench(path.join(folder, 'catalogue.db'));
} finally {
  fs.rmSync(folder, { recursive: true });
}

async function bench(file: string): Promise<void> {
  makeManySegments(file, { cameras: CAMERAS, perCamera: PER_CAMERA, from: FROM });
  const rows = PER_CAMERA * CAMERAS;
  const perRow = fs.statSync(file).size / rows;
  console.error(`${rows} segments, ${perRow.toFixed(1)} bytes each in the file`);
  const catalogue = Catalogue.open(file, { logger: silentLogger });
  const bare = new Sqlite(file, { readonly: true });
  try {
    const scan = bare.prepare('SELECT key, duration_ms FROM segments WHERE key >= ? AND key < ?').raw();
    const floor = await p95(() => {
      const at = someDay();
      const camera = someCamera();
      return scan.all(segmentKey(camera, at), segmentKey(camera, at + DAY_MS));
    });
    const day = await p95(() => {
      const at = someDay();
      return catalogue.segments.spans(someCamera(), at, at + DAY_MS, { joinMs: 1_000 });
    });
    print('24 h of one camera as spans, p95', floor, day, 5);
    const month = await p95(() => {
      for (let camera = 1; camera <= CAMERAS; camera++) {
        catalogue.segments.rollup(camera, TO - 30 * DAY_MS, TO);
      }
    });
    print('30 days of 16 cameras by the hour, p95', 0, month, 10);
    const seek = await p95(() => {
      const at = FROM + Math.floor(Math.random() * (TO - FROM));
      return catalogue.segments.inRange(someCamera(), at, at + 1);
    });
    print('the segment at an instant, p95', 0, seek, 0.1);
  } finally {
    bare.close();
    catalogue.close();
  }
}

async function p95(run: () => unknown): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) times.push(await timed(run));
  return percentile(times, 95);
}

function someCamera(): number {
  return 1 + Math.floor(Math.random() * CAMERAS);
}

function someDay(): number {
  return FROM + Math.floor(Math.random() * Math.max(1, TO - FROM - DAY_MS));
}

function print(figure: string, floor: number, value: number, goalMs: number): void {
  printRow({ row: 8, figure, floor, value, unit: 'ms', goal: `<= ${goalMs} ms`, met: value <= goalMs });
}
