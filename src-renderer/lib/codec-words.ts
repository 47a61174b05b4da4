/** Names of picture codecs as operators know them. Pure. */

/** "H.265" for H265 and hvc1/hev1 strings, likewise "H.264"; anything else as it is. */
export function codecWords(codec: string): string {
  if (/^(hvc1|hev1|h265)/i.test(codec)) return 'H.265';
  if (/^(avc[13]|h264)/i.test(codec)) return 'H.264';
  return codec;
}
