/** A small stream in memory for the relay's unit tests: pictures as camera packets in, NAL units of the log out. */
import { PacketLog } from '../../../src-main/relay/packet-log.ts';
import { PictureAssembler, type AssembledPicture } from '../../../src-main/relay/picture-assembler.ts';
import { nalsOfPicture } from '../../../src-main/relay/picture-nals.ts';
import { payloadFormatOf } from '../../../src-main/relay/payload-formats.ts';
import { Repacketizer } from '../../../src-main/relay/repacketizer.ts';
import { readRtpHeader } from '../../../src-main/rtsp/rtp.ts';
import type { VideoCodec } from '../../../shared/model/camera.ts';

export interface SeenPicture extends AssembledPicture {
  readonly nals: readonly Buffer[];
  /** Lengths of the RTP packets it was written as, and whether each carries the marker. */
  readonly packets: ReadonlyArray<{
    readonly bytes: number;
    readonly marker: boolean;
    readonly sequence: number;
  }>;
}

export function mediaSide(codec: VideoCodec) {
  const log = new PacketLog();
  const format = payloadFormatOf(codec);
  const out = new Repacketizer(log, format, { channel: 0, payloadType: 96, sequence: 65_533 });
  const pictures: SeenPicture[] = [];
  const assembler = new PictureAssembler(log, format, out, (picture) => {
    const place = { ...picture, slab: log.current, timeUs: 0 };
    const packets = [];
    for (let at = picture.start; at < picture.end;) {
      const bytes = 4 + log.bytes.readUInt16BE(at + 2);
      const header = readRtpHeader(log.bytes, at + 4, at + bytes)!;
      packets.push({ bytes, marker: header.marker, sequence: header.sequence });
      at += bytes;
    }
    pictures.push({ ...picture, nals: nalsOfPicture(place, format).map((nal) => Buffer.from(nal)), packets });
  });
  return {
    log,
    assembler,
    pictures,
    /** Feeds RTP packets; true when all made sense. */
    feed(packets: readonly Buffer[]): boolean {
      return packets
        .map((packet) => {
          const header = readRtpHeader(packet);
          return header !== undefined && assembler.packet(packet, header);
        })
        .every(Boolean);
    },
  };
}

/** A NAL unit of this type and length with contents that tell it apart. */
export function nal(codec: VideoCodec, type: number, bytes: number, seed = 0): Buffer {
  const unit = Buffer.alloc(bytes);
  for (let i = 0; i < bytes; i += 1) unit[i] = (i * 31 + seed * 7 + type) & 0xff;
  unit[0] = codec === 'H264' ? 0x60 | type : type << 1;
  if (codec === 'H265') unit[1] = 1;
  return unit;
}
