/**
 * A description reduced to what Watchpost records, or the pull error that says why it cannot be. Pure; the text is hostile.
 */
import { encodingWords } from '../rtsp/encoding-words.ts';
import { parseSdp, type SessionDescription } from '../rtsp/sdp.ts';
import { failure, PullFailure } from './pull-errors.ts';

/** Throws PullFailure `not-rtsp` for what is no description, `unsupported` for pictures that cannot be recorded. */
export function recordableSession(text: string): SessionDescription {
  let session: SessionDescription;
  try {
    session = parseSdp(text);
  } catch (thrown) {
    throw failure('not-rtsp', thrown instanceof Error ? thrown.message : 'unreadable description');
  }
  const video = session.tracks.find((track) => track.kind === 'video');
  if (!video) {
    if (session.dropped.length + session.tracks.length === 0) {
      throw failure('not-rtsp', 'the description names no stream');
    }
    const other = session.dropped.find((one) => one.startsWith('video ')) ?? 'video no picture, only sound';
    const codec = encodingWords(other.slice(6, 66));
    throw new PullFailure({ code: 'unsupported', detail: session.dropped.join(', ').slice(0, 200), codec });
  }
  if (Number(video.parameters['sprop-max-don-diff'] ?? 0) > 0) {
    throw new PullFailure({
      code: 'unsupported',
      detail: 'sprop-max-don-diff',
      codec: 'H.265 in interleaved order',
    });
  }
  return session;
}
