/** FFmpeg as an HLS client: fetches a playlist over HTTP and decodes all of it. */
import { runJudge } from './ffmpeg-fixture.ts';

export interface HlsResult {
  readonly pictures: number;
  readonly soundSamples: number;
  /** Complaints at warning level and above. */
  readonly complaints: string[];
}

const input = (url: string) => [
  ['-loglevel', 'level+warning', '-allowed_extensions', 'ALL'],
  ['-protocol_whitelist', 'file,http,tcp', '-i', url],
];

/** Decodes every picture (and every piece of sound) of a playlist. */
export async function decodeHls(url: string): Promise<HlsResult> {
  const { stdout, stderr } = await runJudge(
    [...input(url), ['-fps_mode', 'passthrough', '-f', 'framecrc', 'pipe:1']].flat(),
  );
  const kinds = new Map<string, string>();
  let pictures = 0;
  let soundSamples = 0;
  for (const line of stdout.toString().split('\n')) {
    const kind = /^#media_type (\d+): (\w+)/.exec(line);
    if (kind) kinds.set(kind[1] ?? '', kind[2] ?? '');
    if (line === '' || line.startsWith('#')) continue;
    const [stream = '', , , duration] = line.split(',').map((field) => field.trim());
    if (kinds.get(stream) === 'video') pictures += 1;
    else soundSamples += Number(duration);
  }
  // FFmpeg says this of every playlist with a second EXT-X-MAP; it is no fault.
  const complaints = stderr.split('\n').filter((line) => line !== '' && !/duplicated MOOV/.test(line));
  return { pictures, soundSamples, complaints };
}
