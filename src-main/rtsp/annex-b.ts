/** NAL units in a byte stream with start codes (H.264 annex B): split and join. Pure. */
const startCode = Buffer.from([0, 0, 0, 1]);

/** Views of the NAL units of an Annex-B stream, without start codes and trailing zeros. */
export function splitAnnexB(bytes: Uint8Array): Buffer[] {
  const stream = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const marker = startCode.subarray(1);
  const nals: Buffer[] = [];
  let start = stream.indexOf(marker);
  while (start >= 0) {
    const next = stream.indexOf(marker, start + 3);
    let end = next < 0 ? stream.length : next;
    while (end > start + 3 && stream[end - 1] === 0) end -= 1;
    if (end > start + 3) nals.push(stream.subarray(start + 3, end));
    start = next;
  }
  return nals;
}

/** The NAL units with a 4-byte start code before each. */
export function joinAnnexB(nals: readonly Uint8Array[]): Buffer {
  return Buffer.concat(nals.flatMap((nal) => [startCode, nal]));
}
