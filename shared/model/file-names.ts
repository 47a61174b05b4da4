/** Names on the recording disk, made and read in one place. UTC throughout; never carries user text but the frozen slug. */

/** `<slug>_2026-11-23_16-30-00Z.mp4`; the stamp is FFmpeg's, in whole seconds since 1970. */
export function segmentFileName(slug: string, nameStampS: number): string {
  const stamp = new Date(nameStampS * 1000).toISOString();
  return `${slug}_${stamp.slice(0, 10)}_${stamp.slice(11, 19).replaceAll(':', '-')}Z.mp4`;
}

/** The stamp (s) of a name that `segmentFileName` makes for this slug, or undefined for any other name. */
export function nameStampOf(slug: string, fileName: string): number | undefined {
  if (!fileName.startsWith(`${slug}_`)) return undefined;
  const match = /^(\d{4}-\d\d-\d\d)_(\d\d)-(\d\d)-(\d\d)Z\.mp4$/.exec(fileName.slice(slug.length + 1));
  if (!match) return undefined;
  const stamp = Date.parse(`${match[1]}T${match[2]}:${match[3]}:${match[4]}Z`) / 1000;
  return Number.isInteger(stamp) && segmentFileName(slug, stamp) === fileName ? stamp : undefined;
}
