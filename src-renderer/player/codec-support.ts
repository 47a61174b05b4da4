/** What this machine can decode of recorded footage. Asks the platform once per codec; decides nothing else. */
import type { VideoCodec } from '../../shared/model/camera.ts';

/** What cameras usually send: Main profile up to 4K. A platform that has no decoder for it has none at all. */
const usual: Readonly<Record<VideoCodec, string>> = {
  H264: 'avc1.4d4033',
  H265: 'hvc1.1.6.L150.B0',
};

const answers = new Map<VideoCodec, boolean>();

/** False when the platform has no decoder for recorded footage of this codec. */
export function canShow(codec: VideoCodec): boolean {
  const known = answers.get(codec);
  if (known !== undefined) return known;
  const answer = MediaSource.isTypeSupported(`video/mp4; codecs="${usual[codec]}"`);
  answers.set(codec, answer);
  return answer;
}
