/**
 * Builds small MP4 files box by box, without FFmpeg: for unit tests of readers that must survive anything.
 * Only what the readers look at is filled in.
 */
export function box(type: string, ...parts: Uint8Array[]): Uint8Array {
  const body = joined(parts);
  return joined([u32(body.length + 8), ascii(type), body]);
}

/** A box with a 64-bit size. */
export function largeBox(type: string, ...parts: Uint8Array[]): Uint8Array {
  const body = joined(parts);
  return joined([u32(1), ascii(type), u64(body.length + 16), body]);
}

export function fullBox(type: string, version: number, flags: number, ...parts: Uint8Array[]): Uint8Array {
  return box(type, u32(version * 0x1000000 + flags), ...parts);
}

export function u32(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255);
}

export function u64(value: number): Uint8Array {
  return joined([u32(Math.floor(value / 2 ** 32)), u32(value % 2 ** 32)]);
}

export function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

const zeros = (count: number) => new Uint8Array(count);

export interface TrackOptions {
  readonly id: number;
  readonly handler: 'vide' | 'soun';
  readonly timescale: number;
}

/** One trak with an H.264 640×360 or an AAC-LC sample entry. */
export function trak({ id, handler, timescale }: TrackOptions): Uint8Array {
  const avcC = box('avcC', Uint8Array.of(1, 0x64, 0x00, 0x1f, 255));
  const picture = joined([zeros(24), Uint8Array.of(640 >> 8, 640 & 255, 360 >> 8, 360 & 255), zeros(50)]);
  const esds = fullBox(
    'esds',
    0,
    0,
    Uint8Array.of(3, 24, 0, 1, 0, 4, 17, 0x40, 0x15, ...zeros(11), 5, 2, 0x12, 0x10),
  );
  const entry = handler === 'vide' ? box('avc1', picture, avcC) : box('mp4a', zeros(28), esds);
  return box(
    'trak',
    fullBox('tkhd', 0, 3, zeros(8), u32(id), zeros(68)),
    box(
      'mdia',
      fullBox('mdhd', 0, 0, zeros(8), u32(timescale), u32(0), zeros(4)),
      fullBox('hdlr', 0, 0, zeros(4), ascii(handler), zeros(12)),
      box('minf', box('stbl', fullBox('stsd', 0, 0, u32(1), entry), fullBox('stsz', 0, 0, u32(0), u32(0)))),
    ),
  );
}

export const VIDEO: TrackOptions = { id: 1, handler: 'vide', timescale: 1000 };
export const AUDIO: TrackOptions = { id: 2, handler: 'soun', timescale: 8000 };

/** ftyp and a moov for fragments. */
export function initSection(...tracks: TrackOptions[]): Uint8Array {
  const trex = tracks.map(({ id }) => fullBox('trex', 0, 0, u32(id), u32(1), u32(0), u32(0), u32(0)));
  return joined([
    box('ftyp', ascii('iso5'), u32(512)),
    box('moov', fullBox('mvhd', 0, 0, zeros(96)), ...tracks.map(trak), box('mvex', ...trex)),
  ]);
}

export interface RunOptions {
  readonly id: number;
  readonly startUnits: number;
  /** Length of each sample. */
  readonly durations: readonly number[];
  readonly key?: boolean;
}

/** One moof and an mdat of `dataBytes`. */
export function fragment(runs: readonly RunOptions[], dataBytes = 100): Uint8Array {
  const trafs = runs.map(({ id, startUnits, durations, key = true }) =>
    box(
      'traf',
      fullBox('tfhd', 0, 0x20020, u32(id), u32(0x1010000)),
      fullBox('tfdt', 1, 0, u64(startUnits)),
      fullBox(
        'trun',
        0,
        0x105,
        u32(durations.length),
        u32(0),
        u32(key ? 0x2000000 : 0x1010000),
        ...durations.map(u32),
      ),
    ),
  );
  return joined([box('moof', fullBox('mfhd', 0, 0, u32(1)), ...trafs), box('mdat', zeros(dataBytes))]);
}
