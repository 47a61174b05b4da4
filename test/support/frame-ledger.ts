/**
 * Proves that nothing was lost: what the camera sent (its send log) against what was recovered from files, playlists or
 * exports, frame by frame. Pure; knows nothing about files.
 */
import { FRAME_MS, indexOf, LOOP_FRAMES } from '../../src-main/demo/schedule.ts';
import type { SentFrame } from '../../src-main/demo/send-log.ts';
import type { ReadFrame } from './frame-reader.ts';

/** A recovered frame, identified: its place on the camera's endless schedule (loop × frames + number). */
export type FrameIndex = number;

/** Frames next to each other that are missing, with the UTC instants they were sent at. */
export interface MissingInterval {
  readonly first: FrameIndex;
  readonly last: FrameIndex;
  readonly frames: number;
  readonly from: number;
  readonly to: number;
}

export interface LedgerReport {
  readonly sent: number;
  readonly recovered: number;
  readonly missing: MissingInterval[];
  readonly missingFrames: number;
  /** Frames found more than once. */
  readonly duplicates: FrameIndex[];
  /** Frames that come after a later one. */
  readonly outOfOrder: FrameIndex[];
  /** Frames that were recovered and never sent: a wrong reading or a wrong clock. */
  readonly unknown: FrameIndex[];
}

/**
 * Which frame of the endless schedule a picture shows: the one with its number whose due time lies nearest to `aboutAtMs`
 * (right when that is known to ± 5 s, half a loop).
 */
export function identify(number: number, aboutAtMs: number, phaseMs = 0): FrameIndex {
  const about = (aboutAtMs - phaseMs) / FRAME_MS;
  return number + Math.round((about - number) / LOOP_FRAMES) * LOOP_FRAMES;
}

/** Identifies the frames of one file that begins at `startAtMs` (UTC). Pictures without a readable number are left out. */
export function identifyFile(frames: readonly ReadFrame[], startAtMs: number, phaseMs = 0): FrameIndex[] {
  return frames.flatMap(({ number, ptsMs }) =>
    number === undefined ? [] : [identify(number, startAtMs + ptsMs, phaseMs)],
  );
}

/** Compares; `recovered` is in playing order. Give only the part of the send log that should be there. */
export function compareFrames(sent: readonly SentFrame[], recovered: readonly FrameIndex[]): LedgerReport {
  const sentAt = new Map(sent.map((frame) => [indexOf(frame), frame.at]));
  const seen = new Set<FrameIndex>();
  const duplicates: FrameIndex[] = [];
  const outOfOrder: FrameIndex[] = [];
  let latest = -Infinity;
  for (const index of recovered) {
    if (seen.has(index)) duplicates.push(index);
    else if (index < latest) outOfOrder.push(index);
    seen.add(index);
    latest = Math.max(latest, index);
  }
  const missing: { first: number; last: number; frames: number; from: number; to: number }[] = [];
  let open: (typeof missing)[number] | undefined;
  for (const [index, at] of sentAt) {
    if (seen.has(index)) {
      open = undefined;
    } else if (open) {
      open.last = index;
      open.to = at;
      open.frames += 1;
    } else {
      open = { first: index, last: index, frames: 1, from: at, to: at };
      missing.push(open);
    }
  }
  return {
    sent: sentAt.size,
    recovered: seen.size,
    missing,
    missingFrames: missing.reduce((sum, interval) => sum + interval.frames, 0),
    duplicates,
    outOfOrder,
    unknown: [...seen].filter((index) => !sentAt.has(index)),
  };
}
