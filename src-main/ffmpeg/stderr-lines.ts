/** What FFmpeg says on stderr, typed: log lines, `Opening '…' for writing`, and the blocks of `-progress pipe:2`. */
export type LogLevel = 'panic' | 'fatal' | 'error' | 'warning' | 'info' | 'verbose' | 'debug' | 'trace';

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
