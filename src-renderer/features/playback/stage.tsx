/** The picture of playback: the <video>, the last picture while a source changes, and words when there is nothing to show. */
import { useEffect, useRef, type RefObject } from 'react';
import type { Camera } from '../../../shared/model/camera.ts';
import { codecWords } from '../../lib/codec-words.ts';
import { tenthTime } from '../../lib/time.ts';
import { Button } from '../../ui/button.tsx';
import { CodeNumber, useLate } from '../../ui/states.tsx';
import { hasNoPicture, type PlaybackView } from './playback-controller.ts';
import type { PlayingTime } from './playing-time.ts';

export interface StageProps {
  readonly camera: Camera;
  readonly view: PlaybackView;
  readonly video: RefObject<HTMLVideoElement | null>;
  readonly hold: RefObject<HTMLCanvasElement | null>;
  readonly time: PlayingTime;
  readonly onRetry: () => void;
  readonly onToggle: () => void;
}

export function Stage({ camera, view, video, hold, time, onRetry, onToggle }: StageProps) {
  const clock = useRef<HTMLSpanElement>(null);
  useEffect(() => time.on((at) => clock.current && (clock.current.textContent = tenthTime(at))), [time]);
  const empty = hasNoPicture(view.state);
  return (
    <div className="stage">
      <div className="tile">
        <video
          ref={video}
          data-testid="playback-video"
          className={empty ? 'stage-video covered' : 'stage-video'}
          aria-label={`Recorded picture of ${camera.name}`}
          muted
          playsInline
          disablePictureInPicture
          onClick={onToggle}
        />
        <canvas ref={hold} className="stage-video" hidden aria-hidden="true" />
        <Words view={view} onRetry={onRetry} />
        <div className="tile-foot">
          <div className="chip tile-name">
            <bdi className="cut">{camera.name}</bdi>
            {view.state === 'at-live-edge' && (
              <span className="state-word">newest picture, waiting for more</span>
            )}
          </div>
          <span className="grow" />
          <span className="chip num tile-clock" ref={clock} />
        </div>
      </div>
    </div>
  );
}

function Words({ view, onRetry }: { readonly view: PlaybackView; readonly onRetry: () => void }) {
  switch (view.state) {
    case 'loading':
    case 'waiting':
      return <Loading key={view.state} />;
    case 'no-footage':
      return (
        <div className="tile-words" role="status">
          <h2>No footage here</h2>
          <p>Nothing was recorded around this time. Choose another place on the timeline.</p>
        </div>
      );
    case 'unsupported':
      return (
        <div className="tile-words" role="alert">
          <h2>This PC cannot show {codecWords(view.codec ?? '')} pictures</h2>
          <p>The footage is there and complete. A player such as VLC shows its files.</p>
        </div>
      );
    case 'failed':
      return (
        <div className="tile-words" role="alert">
          <h2>This footage cannot be shown</h2>
          <p>
            {view.failure?.message} <CodeNumber code={view.failure?.code} />
          </p>
          <Button onClick={onRetry}>Try again</Button>
        </div>
      );
    default:
      return null;
  }
}

function Loading() {
  const late = useLate();
  return late ? (
    <div className="stage-loading chip" role="status">
      Loading…
    </div>
  ) : null;
}
