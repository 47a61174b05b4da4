/**
 * File names of segments: `<slug>_YYYY-MM-DD_HH-MM-SSZ.mp4`, the UTC second at which FFmpeg opened the file.
 * The one place that makes and reads them. Names are labels: a segment's time is in the catalogue.
 */
const stampForm = /^(\d{4})-(\d{2})-(\d{2})_(\d{2})-(\d{2})-(\d{2})Z\.mp4$/;

/** The name FFmpeg gives to a file it opens at this UTC second. */
export function segmentFileName(slug: string, nameStampS: number): string {
  const iso = new Date(nameStampS * 1000).toISOString();
  return `${slug}_${iso.slice(0, 10)}_${iso.slice(11, 19).replaceAll(':', '-')}Z.mp4`;
}

/** The UTC second in a segment's file name, or undefined for any other name. */
export function nameStampOf(name: string, slug: string): number | undefined {
  if (!name.startsWith(`${slug}_`)) return undefined;
  const parts = stampForm.exec(name.slice(slug.length + 1));
  if (!parts) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1).map(Number);
  const stampS = Date.UTC(year, month - 1, day, hour, minute, second) / 1000;
  // 31 February and the like would otherwise become another file's stamp.
  return stampS >= 0 && segmentFileName(slug, stampS) === name ? stampS : undefined;
}
