/** What the check found: the picture and what the camera will cost, or what is wrong and what to do. */
import { ImageOff } from 'lucide-react';
import type { CameraTestResult } from '../../../shared/contract/names.ts';
import { daysWith } from '../../state/storage-words.ts';
import { useStore } from '../../state/store.ts';
import { canShow } from '../../player/codec-support.ts';
import { bitrate, bytes } from '../../lib/bytes.ts';
import { codecWords, encoderWords } from '../../lib/codec-words.ts';
import { days } from '../../lib/duration.ts';
import { Dot } from '../../ui/dot.tsx';
import type { CheckState } from './use-camera-check.ts';

export function CheckResult({ state }: { readonly state: CheckState }) {
  if (state.phase === 'idle') return null;
  if (state.phase === 'running') {
    return (
      <div className="check-result" role="status">
        <div className="check-picture skeleton" />
        <div>
          <b>Asking the camera for a picture…</b>
          <p className="muted s">This takes a few seconds, ten at most.</p>
        </div>
      </div>
    );
  }
  if (state.phase === 'failed') {
    // What one field can cure stands beside that field, and only there.
    if (state.failure.field === 'address' || state.failure.field === 'password') return null;
    return (
      <div className="check-result failed" role="alert">
        <div className="check-picture">
          <ImageOff size={22} aria-hidden="true" />
        </div>
        <div>
          <b className="row">
            <Dot tone="warn" /> {state.failure.sentence}
          </b>
          <p className="muted s">{state.failure.advice}</p>
        </div>
      </div>
    );
  }
  return <Works result={state.result} />;
}

function Works({ result }: { readonly result: CameraTestResult }) {
  const storage = useStore((all) => all.storage);
  const kept = storage && daysWith(storage, result.bytesPerDay);
  const sound = result.audioCodec ? `with sound (${result.audioCodec})` : 'without sound';
  return (
    <div className="check-result works" role="status">
      {result.still ? (
        <img className="check-picture" src={result.still} alt="What the camera sees now" />
      ) : (
        <div className="check-picture">
          <ImageOff size={22} aria-hidden="true" />
        </div>
      )}
      <div>
        <b className="row wrap">
          <Dot tone="ok" />
          <span>
            Works: <span className="num">{`${result.width}×${result.height}`}</span>{' '}
            {codecWords(result.videoCodec)}, <span className="num">{Math.round(result.fps)}</span> fps,{' '}
            {bitrate(result.bitrateBps)}, {sound}
          </span>
        </b>
        <p className="s">
          About {bytes(result.bytesPerDay)} a day
          {kept !== undefined && `: this disk will hold about ${days(kept)} of all cameras`}.
          {result.encoder && ` Encoded on this PC by ${encoderWords(result.encoder)}.`}
          {result.gopSeconds > 4 &&
            ` A whole picture comes only every ${Math.round(result.gopSeconds)} s; 2 s makes seeking quicker.`}
          {!canShow(result.videoCodec) &&
            ` This PC records ${codecWords(result.videoCodec)} but cannot show it; with a sub stream in H.264 it shows that one live.`}
        </p>
      </div>
    </div>
  );
}
