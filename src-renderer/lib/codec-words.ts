/** Names of picture codecs, and of what encodes them, as operators know them. Pure. */
import type { EncoderName } from '../../shared/model/camera.ts';

/** "H.265" for H265 and hvc1/hev1 strings, likewise "H.264"; anything else as it is. */
export function codecWords(codec: string): string {
  if (/^(hvc1|hev1|h265)/i.test(codec)) return 'H.265';
  if (/^(avc[13]|h264)/i.test(codec)) return 'H.264';
  return codec;
}

/** Who encodes a camera of this PC, to stand behind "encoded by". */
export function encoderWords(encoder: EncoderName): string {
  switch (encoder) {
    case 'h264_nvenc':
      return 'the NVIDIA graphics card';
    case 'h264_qsv':
      return 'the Intel graphics chip';
    case 'h264_vaapi':
    case 'h264_mf':
      return 'the graphics chip';
    case 'h264_videotoolbox':
      return 'the Mac’s video chip';
    case 'libx264':
      return 'the processor';
  }
}
