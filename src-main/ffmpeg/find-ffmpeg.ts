/**
 * Finds the FFmpeg that is used, in a fixed order, and refuses one that is too old. Reads no environment itself.
 * Never runs anything but `-version`.
 */
export interface FfmpegPlaces {
  /** The operator's choice (FFMPEG_BIN); nothing else is tried when it is set. */
  readonly envPath?: string;
  /** Electron's resources folder; `bin/ffmpeg` inside it. */
  readonly resourcesPath?: string;
  /** The file that the package ffmpeg-static names. */
  readonly staticPath?: string;
  /** The PATH of the host, as it is. */
  readonly searchPath: string;
  /** Environment of the `-version` call. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface FoundFfmpeg {
  readonly path: string;
  /** As FFmpeg names itself, e.g. 5.1.9-0+deb12u1. */
  readonly version: string;
}

/** The first usable FFmpeg; throws AppError `unavailable` with a sentence when there is none or it is below 5.0. */
export function findFfmpeg(_places: FfmpegPlaces): Promise<FoundFfmpeg> {
  throw new Error('not built yet');
}
