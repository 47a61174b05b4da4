/**
 * How a recorded file is shown to a player without changing it or any size: bytes that read differently on the way out.
 * Sound that comes and goes is hidden (recording.md §2.5), and every file's clock, which starts at 0, is moved to its
 * place in the playlist: players that ignore discontinuities then still play everything. Reads only what is asked for.
 */
import { boxesBetween, childOf, u32, u64, u8 } from '../media-file/boxes.ts';
import type { Box } from '../media-file/boxes.ts';
import { openFileSource } from '../media-file/byte-source.ts';
import type { ByteSource } from '../media-file/byte-source.ts';
import { parseMoov } from '../media-file/init-section.ts';
import type { InitSection } from '../media-file/init-section.ts';
import type { Fragment } from '../media-file/mp4-report.ts';
import { FREE_BOX_TYPE, videoOnlyInit } from '../media-file/video-only.ts';
import type { Patch, Showing } from './served-file.ts';

/** A moof is read with one read of this size; larger ones with a second. */
const USUAL_MOOF_BYTES = 4_096;
/** No camera makes one; a damaged size field may. */
const MOOF_MAX_BYTES = 4 * 1024 * 1024;

/** The bytes of [from, to) that a player should see differently, ascending. Throws only the disk's errors. */
export function patchesOf(
  path: string,
  fragments: readonly Fragment[],
  showing: Showing,
  range: { readonly from: number; readonly to: number },
): Patch[] {
  const initBytes = fragments[0]?.offset ?? 0;
  const source = openFileSource(path);
  try {
    const init = source.read(0, initBytes).slice();
    const moov = [...boxesBetween(init, 0, init.length)].find((box) => box.type === 'moov');
    if (!moov) return [];
    const section = parseMoov(init.subarray(moov.start, moov.end));
    const patches = showing.view === 'video' && range.from < initBytes ? initPatches(init) : [];
    for (const { offset, sizeBytes } of fragments) {
      if (offset >= range.to || offset + sizeBytes <= range.from) continue;
      patches.push(...moofPatches(source, { offset, sizeBytes }, section, showing));
    }
    return patches;
  } finally {
    source.close();
  }
}

/** Box types that the pictures-only form of an initialization section has renamed. */
function initPatches(init: Uint8Array): Patch[] {
  const pictures = videoOnlyInit(init);
  const patches: Patch[] = [];
  for (let at = 0; at < init.length; at += 1) {
    if (pictures[at] === init[at]) continue;
    patches.push({ offset: at, bytes: FREE_BOX_TYPE });
    at += FREE_BOX_TYPE.length - 1;
  }
  return patches;
}

function moofPatches(
  source: ByteSource,
  { offset, sizeBytes }: { readonly offset: number; readonly sizeBytes: number },
  section: InitSection,
  { view, shiftMs }: Showing,
): Patch[] {
  let bytes = source.read(offset, Math.min(USUAL_MOOF_BYTES, sizeBytes));
  const moofBytes = bytes.length < 8 ? 0 : u32(bytes, 0);
  if (moofBytes < 8 || moofBytes > Math.min(sizeBytes, MOOF_MAX_BYTES)) return [];
  if (moofBytes > bytes.length) bytes = source.read(offset, moofBytes);
  const patches: Patch[] = [];
  for (const traf of boxesBetween(bytes, 8, Math.min(moofBytes, bytes.length))) {
    if (traf.type !== 'traf') continue;
    const header = childOf(bytes, traf, 'tfhd');
    const track = header && section.tracks.get(u32(bytes, header.body + 4));
    if (view === 'video' && track?.role === 'audio') {
      patches.push({ offset: offset + traf.start + 4, bytes: FREE_BOX_TYPE });
      continue;
    }
    const time = shiftMs > 0 && track ? childOf(bytes, traf, 'tfdt') : undefined;
    if (time && track) {
      patches.push(timePatch(bytes, offset, time, Math.round((shiftMs * track.timescale) / 1000)));
    }
  }
  return patches;
}

/** The fragment's start on the track's clock, later by `units`. */
function timePatch(bytes: Uint8Array, moofOffset: number, time: Box, units: number): Patch {
  const isLong = u8(bytes, time.body) === 1;
  const offset = moofOffset + time.body + 4;
  const shifted = Buffer.alloc(isLong ? 8 : 4);
  if (isLong) shifted.writeBigUInt64BE(BigInt(u64(bytes, time.body + 4) + units));
  else shifted.writeUInt32BE((u32(bytes, time.body + 4) + units) % 2 ** 32);
  return { offset, bytes: shifted };
}
