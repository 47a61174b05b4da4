/** NAL units of a picture that lies in the packet log, for viewers and stills only. Views where possible, else copies. */
import { RTP_HEADER_BYTES } from '../rtsp/rtp.ts';
import type { PayloadFormat } from './payload-formats.ts';
import type { Picture } from './ring.ts';

/** The picture's NAL units in order; views into the log are valid until the log is trimmed. */
export function nalsOfPicture(picture: Picture, format: PayloadFormat): Buffer[] {
  const bytes = picture.slab.bytes;
  const nals: Buffer[] = [];
  let pieces: Buffer[] = [];
  const sink = {
    begins: () => {},
    nal: (from: Buffer, start: number, end: number) => void nals.push(from.subarray(start, end)),
    fragment: (
      from: Buffer,
      start: number,
      end: number,
      part: { first: boolean; last: boolean; header0: number; header1: number },
    ) => {
      if (part.first) pieces = [Buffer.from([part.header0, part.header1].slice(0, format.headerBytes))];
      pieces.push(from.subarray(start, end));
      if (part.last) nals.push(Buffer.concat(pieces));
    },
  };
  for (let at = picture.start; at < picture.end;) {
    const end = at + 4 + bytes.readUInt16BE(at + 2);
    format.read(bytes, at + 4 + RTP_HEADER_BYTES, end, sink);
    at = end;
  }
  return nals;
}
