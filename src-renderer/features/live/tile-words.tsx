/** The words over a tile that has no picture: what is, why, what helps. */
import type { Camera } from '../../../shared/model/camera.ts';
import type { CameraStatus } from '../../../shared/model/camera-status.ts';
import { scheduleSentence, sinceSentence, type CameraWords } from '../../state/camera-words.ts';
import { codecWords } from '../../lib/codec-words.ts';
import { roughDuration } from '../../lib/duration.ts';
import { Button } from '../../ui/button.tsx';
import type { TileState } from './tile-state.ts';

export interface TileWordsProps {
  readonly camera: Camera;
  readonly state: TileState;
  readonly words: CameraWords;
  readonly now: number;
  readonly status: CameraStatus | undefined;
  readonly onRemedy: () => void;
  readonly onShowSub: (() => void) | undefined;
}

export function TileWords({ state, words, now, status, onRemedy, onShowSub }: TileWordsProps) {
  switch (state.kind) {
    case 'connecting':
      return state.shown ? (
        <div className="tile-words" role="status">
          <p>Connecting…</p>
        </div>
      ) : null;
    case 'unsupported':
      return (
        <div className="tile-words" role="alert">
          <h2>This PC cannot show {codecWords(state.codec)} pictures</h2>
          <p>
            The camera is recorded all the same.
            {onShowSub ? '' : ' A sub stream in H.264 could be shown here.'}
          </p>
          {onShowSub && <Button onClick={onShowSub}>Show the sub stream</Button>}
        </div>
      );
    case 'off':
    case 'failed': {
      const nextAttemptAt = status?.nextAttemptAt;
      const wait = nextAttemptAt !== undefined && nextAttemptAt > now ? nextAttemptAt - now : undefined;
      return (
        <div className="tile-words" role={state.kind === 'failed' ? 'alert' : undefined}>
          <h2>{words.heading}</h2>
          <p>
            {sinceSentence(words, now)}
            {state.kind === 'off' && ` ${scheduleSentence(status, now)}`}
            {wait !== undefined && state.kind === 'failed' && ` Next try in ${roughDuration(wait)}.`}
          </p>
          {words.remedy && (
            <Button look={state.kind === 'failed' ? 'primary' : 'plain'} onClick={onRemedy}>
              {words.remedy.label}
            </Button>
          )}
        </div>
      );
    }
    default:
      return null;
  }
}
