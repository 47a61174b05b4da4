/** The Range header of one request (RFC 9110 §14), as far as players use it: one range of bytes. Pure. */

/** Half-open, in bytes. `whole` when the header is absent or one that a server may ignore. */
export type ByteRange =
  | { readonly kind: 'whole' }
  | { readonly kind: 'part'; readonly from: number; readonly to: number }
  | { readonly kind: 'unsatisfiable' };

/** What to send of a file of `sizeBytes`. Several ranges and other units are ignored, as the RFC allows. */
export function readByteRange(header: string | null, sizeBytes: number): ByteRange {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '');
  const [, first = '', last = ''] = match ?? [];
  if (!match || (first === '' && last === '')) return { kind: 'whole' };
  if (first === '') {
    const length = Math.min(Number(last), sizeBytes);
    return length === 0
      ? { kind: 'unsatisfiable' }
      : { kind: 'part', from: sizeBytes - length, to: sizeBytes };
  }
  const from = Number(first);
  if (last !== '' && Number(last) < from) return { kind: 'whole' };
  if (from >= sizeBytes) return { kind: 'unsatisfiable' };
  return { kind: 'part', from, to: last === '' ? sizeBytes : Math.min(Number(last) + 1, sizeBytes) };
}
