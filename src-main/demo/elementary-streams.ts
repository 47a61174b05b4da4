/**
 * Reads what FFmpeg wrote: an H.264 byte stream into pictures, an ADTS stream into AAC frames. Pure; for our own clips,
 * so anything unexpected throws and the clip is made again.
 */
import { splitAnnexB } from '../rtsp/annex-b.ts';
import { readH264Sps } from '../rtsp/parameter-sets.ts';
import type { AudioClip, AccessUnit, VideoClip } from './clip.ts';

const SLICE = 1;
const IDR_SLICE = 5;
const SPS = 7;
const PPS = 8;

/** Pictures of a stream with `count` frames and a key frame every `gopFrames`; throws when it is anything else. */
export function readVideo(
  stream: Uint8Array,
  expected: { count: number; gopFrames: number; fps: number },
): VideoClip {
  const nals = splitAnnexB(stream);
  const sps = nals.find((nal) => typeOf(nal) === SPS);
  const pps = nals.find((nal) => typeOf(nal) === PPS);
  const format = sps && readH264Sps(sps);
  if (!sps || !pps || !format) throw new Error('The clip has no parameter sets.');
  const units: { nals: Uint8Array[]; key: boolean }[] = [];
  for (const nal of nals) {
    const type = typeOf(nal);
    if (type !== SLICE && type !== IDR_SLICE) continue;
    // first_mb_in_slice is 0 (one set bit) in the first slice of a picture.
    if (((nal[1] ?? 0) & 0x80) !== 0)
      units.push(type === IDR_SLICE ? { nals: [sps, pps], key: true } : { nals: [], key: false });
    units.at(-1)?.nals.push(nal);
  }
  if (units.length !== expected.count)
    throw new Error(`The clip has ${units.length} pictures, not ${expected.count}.`);
  if (!units.every((unit: AccessUnit, index) => unit.key === (index % expected.gopFrames === 0)))
    throw new Error('The clip has key frames in the wrong places.');
  const { width, height } = format;
  return { width, height, fps: expected.fps, gopFrames: expected.gopFrames, sps, pps, units };
}

function typeOf(nal: Uint8Array): number {
  return (nal[0] ?? 0) & 31;
}

const sampleRates = [96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000];

/** Frames of an ADTS stream (ISO/IEC 13818-7), headers taken off. */
export function readAudio(stream: Uint8Array): AudioClip {
  const frames: Uint8Array[] = [];
  const byte = (at: number): number => stream[at] ?? 0;
  const rateIndex = (byte(2) >> 2) & 15;
  const channels = ((byte(2) & 1) << 2) | (byte(3) >> 6);
  const sampleRate = sampleRates[rateIndex];
  if (sampleRate === undefined || channels === 0) throw new Error('The clip has no readable sound.');
  for (let at = 0; at + 7 < stream.length;) {
    const size = ((byte(at + 3) & 3) << 11) | (byte(at + 4) << 3) | (byte(at + 5) >> 5);
    const headerBytes = byte(at + 1) & 1 ? 7 : 9;
    if (byte(at) !== 0xff || size <= headerBytes || at + size > stream.length)
      throw new Error('The sound of the clip is damaged.');
    frames.push(stream.subarray(at + headerBytes, at + size));
    at += size;
  }
  // AudioSpecificConfig: AAC-LC, rate index, channels.
  const config = Uint8Array.of((2 << 3) | (rateIndex >> 1), ((rateIndex & 1) << 7) | (channels << 3));
  return { sampleRate, channels, samplesPerFrame: 1024, config, frames };
}
