/** The bubble at the pointer: the exact time, and over a gap how long it is and why. */
import type { Camera } from '../../../../shared/model/camera.ts';
import { useStore } from '../../../state/store.ts';
import { duration } from '../../../lib/duration.ts';
import { dayName, localDay, secondTime, timeRange, zoneName } from '../../../lib/time.ts';
import { whatIsAt } from './footage.ts';
import { gapWords } from './gap-words.ts';
import type { Hover, LaneInput } from './timeline-controller.ts';

export interface BubbleProps {
  readonly hover: Hover;
  readonly cameras: readonly Camera[];
  readonly lanes: readonly LaneInput[];
  readonly width: number;
}

/** Half of its greatest width (playback.css), and a little air. */
const HALF_PX = 184;

export function Bubble({ hover, cameras, lanes, width }: BubbleProps) {
  const now = useStore((state) => state.now);
  const { at, laneIndex } = hover;
  const lane = laneIndex === undefined ? undefined : lanes[laneIndex];
  const camera = laneIndex === undefined ? undefined : cameras[laneIndex];
  const found = lane && whatIsAt(lane.lane, at);
  const today = localDay(at).equals(localDay(now));
  const left = Math.min(
    Math.max(hover.x, Math.min(HALF_PX, width / 2)),
    Math.max(width - HALF_PX, width / 2),
  );
  return (
    <div className="bubble" role="presentation" style={{ left }}>
      <div className="num">
        <b>{secondTime(at)}</b>{' '}
        <span className="muted">{today ? zoneName(at) : `${zoneName(at)} · ${dayName(at, now)}`}</span>
      </div>
      {found?.kind === 'gap' && camera && (
        <div>
          <b>
            Not recorded{' '}
            <span className="num">{timeRange(found.gap.from, Math.min(found.gap.to, now), now)}</span> (
            {duration(Math.min(found.gap.to, now) - found.gap.from)})
          </b>
          <div className="muted">
            <bdi>{camera.name}</bdi>: {gapWords(found.gap.reason)}
          </div>
        </div>
      )}
    </div>
  );
}
