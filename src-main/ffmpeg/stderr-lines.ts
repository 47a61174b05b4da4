/**
 * What FFmpeg says on stderr, typed: log lines, `Opening '…' for writing`, and the blocks of `-progress pipe:2`.
 * Pure; the text may be anything.
 */
const levels = ['panic', 'fatal', 'error', 'warning', 'info', 'verbose', 'debug', 'trace'] as const;
export type LogLevel = (typeof levels)[number];

export interface LogLine {
  readonly kind: 'log';
  /** From `-loglevel level+…`; info when the line has no level. */
  readonly level: LogLevel;
  /** Without level and without the `[mp4 @ 0x…]` in front. */
  readonly text: string;
}

/** A new output file was begun; with the segment muxer, the row of the one before it is already written. */
export interface OpeningLine {
  readonly kind: 'opening';
  readonly level: LogLevel;
  readonly text: string;
  readonly path: string;
}

export type StderrLine = LogLine | OpeningLine;

/** One block of `-progress`; absent numbers were `N/A`. */
export interface Progress {
  /** Time written so far, ms (from out_time_us; out_time_ms holds microseconds in every build). */
  readonly outTimeMs?: number;
  /** Absent with the segment muxer. */
  readonly totalSizeBytes?: number;
  readonly frames?: number;
  /** The last block of the process. */
  readonly end: boolean;
}

/** Windows writes the address without 0x. */
const source = /^\[[^\]@]{1,40} @ (?:0x)?[0-9a-f]+\] /i;
const level = /^\[(panic|fatal|error|warning|info|verbose|debug|trace)\] /;
const opening = /^Opening '(.*)' for writing$/;

/** Types one line that is not part of a progress block. */
export function parseLogLine(line: string): StderrLine {
  // 5.x writes `[mp4 @ 0x…] [warning] text`; nested contexts repeat the first part.
  let text = line;
  for (let match = source.exec(text); match; match = source.exec(text)) text = text.slice(match[0].length);
  const found = level.exec(text);
  if (found) text = text.slice(found[0].length);
  const named = levels.find((name) => name === found?.[1]) ?? 'info';
  const path = opening.exec(text)?.[1];
  return path === undefined
    ? { kind: 'log', level: named, text }
    : { kind: 'opening', level: named, text, path };
}

const progressLine =
  /^(frame|fps|stream_\d+_\d+_q|bitrate|total_size|out_time_us|out_time_ms|out_time|dup_frames|drop_frames|speed|progress)=\s*(\S*)\s*$/;

/** Gathers `key=value` lines into blocks. */
export class ProgressParser {
  #values = new Map<string, string>();

  /** True for a line that belongs to a block; the block itself when this line ends it. */
  push(line: string): boolean | Progress {
    const match = progressLine.exec(line);
    if (!match) return false;
    const [, key = '', value = ''] = match;
    if (key !== 'progress') {
      this.#values.set(key, value);
      return true;
    }
    const outTimeUs = this.#number('out_time_us');
    const totalSizeBytes = this.#number('total_size');
    const frames = this.#number('frame');
    this.#values = new Map();
    return {
      ...(outTimeUs !== undefined && { outTimeMs: outTimeUs / 1000 }),
      ...(totalSizeBytes !== undefined && { totalSizeBytes }),
      ...(frames !== undefined && { frames }),
      end: value === 'end',
    };
  }

  #number(key: string): number | undefined {
    const text = this.#values.get(key);
    return text !== undefined && /^-?\d{1,18}$/.test(text) ? Number(text) : undefined;
  }
}
