/**
 * Reads the frame numbers back out of footage: FFmpeg decodes it to small grey pictures, the bar code says which frame each is.
 * Works on any input FFmpeg reads: a file, a playlist, an address.
 */
import { decodeBarCode, lumaOfGrey } from '../../src-main/demo/bar-code.ts';
import { runJudge } from './ffmpeg-fixture.ts';

export interface ReadFrame {
  /** undefined: a picture whose number cannot be read. */
  readonly number: number | undefined;
  /** Presentation time in the input, ms. */
  readonly ptsMs: number;
}

export interface FrameReaderOptions {
  /** Options before `-i`, e.g. `['-allowed_extensions', 'ALL']`. */
  readonly inputArgs?: readonly string[];
  /** Options after the input, e.g. `['-t', '5']`. */
  readonly outputArgs?: readonly string[];
  /** Size of the pictures that are looked at; the default is that of a small tile. */
  readonly width?: number;
  readonly height?: number;
  readonly timeoutMs?: number;
}

export interface ReadResult {
  readonly frames: ReadFrame[];
  /** What FFmpeg complained about. */
  readonly errors: string[];
}

/** Every decoded frame of the input in the order of decoding. Throws when FFmpeg delivers other frames than it announces. */
export async function readFrames(input: string, options: FrameReaderOptions = {}): Promise<ReadResult> {
  const width = options.width ?? 192;
  const height = options.height ?? 108;
  const numbers: (number | undefined)[] = [];
  const picture = Buffer.alloc(width * height);
  let filled = 0;
  const onStdout = (chunk: Buffer): void => {
    for (let at = 0; at < chunk.length;) {
      const taken = chunk.copy(picture, filled, at, Math.min(chunk.length, at + picture.length - filled));
      at += taken;
      filled += taken;
      if (filled < picture.length) continue;
      numbers.push(decodeBarCode(lumaOfGrey(picture, width), width, height));
      filled = 0;
    }
  };
  const { stderr } = await runJudge(
    [
      ['-loglevel', 'level+info', '-nostats', ...(options.inputArgs ?? []), '-i', input, '-an', '-sn'],
      ['-vf', `showinfo,scale=${width}:${height}:flags=area,format=gray`, ...(options.outputArgs ?? [])],
      // No frame repeated or left out to please a constant rate, and times as fine as the input has them.
      ['-fps_mode', 'passthrough', '-enc_time_base', '-1', '-f', 'rawvideo', 'pipe:1'],
    ].flat(),
    { onStdout, timeoutMs: options.timeoutMs ?? 60_000 },
  );
  const times = [...stderr.matchAll(/ n: *\d+ pts: *-?\w+ pts_time:(-?[\d.]+|N\/A)/g)].map((match) =>
    Number(match[1]),
  );
  if (times.length < numbers.length)
    throw new Error(
      `FFmpeg gave ${numbers.length} pictures and ${times.length} times: ${stderr.slice(-500)}`,
    );
  return {
    frames: numbers.map((number, index) => ({
      number,
      ptsMs: Math.round((times[index] ?? NaN) * 1e6) / 1e3,
    })),
    errors: stderr.split('\n').filter((line) => /\[(error|fatal)\]/.test(line)),
  };
}

/** The numbers alone; throws when one of them cannot be read. */
export async function readFrameNumbers(input: string, options: FrameReaderOptions = {}): Promise<number[]> {
  const { frames } = await readFrames(input, options);
  return frames.map(({ number, ptsMs }) => {
    if (number === undefined)
      throw new Error(`The picture at ${ptsMs} ms of ${input} has no readable number.`);
    return number;
  });
}
