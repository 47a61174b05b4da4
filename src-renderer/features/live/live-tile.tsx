/** One camera in the grid or in the full window: picture, name with state, the stream's clock, and words when there is no picture. */
import { History, Maximize2, Minimize2 } from 'lucide-react';
import type { Camera } from '../../../shared/model/camera.ts';
import type { CameraStatus } from '../../../shared/model/camera-status.ts';
import { applyRemedy } from '../../state/actions.ts';
import { cameraWords } from '../../state/camera-words.ts';
import { useStore } from '../../state/store.ts';
import { bitrate } from '../../lib/bytes.ts';
import { classes } from '../../lib/classes.ts';
import { codecWords } from '../../lib/codec-words.ts';
import { comingMoment } from '../../lib/time.ts';
import { Button } from '../../ui/button.tsx';
import { Dot } from '../../ui/dot.tsx';
import { TileWords } from './tile-words.tsx';
import { tileState } from './tile-state.ts';
import { useLiveTile } from './use-live-tile.ts';

export interface LiveTileProps {
  readonly camera: Camera;
  readonly stream: 'main' | 'sub';
  /** Fills the window; otherwise one of a grid. */
  readonly full: boolean;
  readonly onToggleFull: () => void;
  readonly onShowSub: () => void;
}

const LAST_MS = 30_000;

export function LiveTile({ camera, stream, full, onToggleFull, onShowSub }: LiveTileProps) {
  const status = useStore((state) => state.statuses[camera.id]);
  const now = useStore((state) => state.now);
  const words = cameraWords(camera, status);
  const {
    holder,
    clock,
    openedAt,
    drawnAt,
    unsupportedCodec,
    stream: shown,
  } = useLiveTile({
    cameraId: camera.id,
    stream,
    enabled: camera.enabled,
    connected: status?.status === 'connected',
  });
  const state = tileState({ words, openedAt, drawnAt, unsupportedCodec, now });
  const covered =
    state.kind === 'failed' ||
    state.kind === 'off' ||
    state.kind === 'unsupported' ||
    state.kind === 'connecting';
  const chip = state.kind === 'frozen' && words.tone === 'ok' ? 'warn' : words.tone;
  const again = status?.schedule?.recordsAgainAt;
  const openLast = () =>
    useStore.getState().navigate({ page: 'playback', cameraId: camera.id, at: Date.now() - LAST_MS });
  return (
    <section
      className={classes('tile', full && 'full', covered && 'covered')}
      aria-label={`${camera.name}, ${words.word}`}
      tabIndex={0}
      data-tile={camera.id}
      data-state={state.kind}
      onDoubleClick={onToggleFull}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || event.target !== event.currentTarget) return;
        event.preventDefault();
        onToggleFull();
      }}
    >
      <div className="tile-picture" role="img" aria-label={`Live picture of ${camera.name}`} ref={holder} />
      {covered && (
        <TileWords
          camera={camera}
          state={state}
          words={words}
          now={now}
          status={status}
          onRemedy={() => words.remedy && applyRemedy(words.remedy, camera.id)}
          onShowSub={
            stream === 'main' && camera.source.kind === 'rtsp' && camera.source.subUrl ? onShowSub : undefined
          }
        />
      )}
      <div className="tile-tools">
        <Button small onClick={openLast}>
          <History size={13} aria-hidden="true" /> Last 30 s
        </Button>
        <Button small onClick={onToggleFull}>
          {full ? <Minimize2 size={13} aria-hidden="true" /> : <Maximize2 size={13} aria-hidden="true" />}
          {full ? 'Back to grid' : 'Full window'}
        </Button>
      </div>
      <StreamFacts status={status} stream={shown} />
      <div className="tile-foot">
        <div className="chip tile-name">
          <Dot tone={chip} />
          <bdi className="cut">{camera.name}</bdi>
          {words.tone !== 'ok' && state.kind !== 'frozen' && (
            <span className="state-word">
              {words.word.toLowerCase()}
              {again !== undefined && ` until ${comingMoment(again, now)}`}
            </span>
          )}
          {state.kind === 'frozen' && (
            <span className="state-word num" role="status">
              No new picture for {Math.round(state.forMs / 1000)} s
            </span>
          )}
        </div>
        <span className="grow" />
        {drawnAt !== undefined && <time className="chip num tile-clock" ref={clock} />}
      </div>
    </section>
  );
}

interface StreamFactsProps {
  readonly status: CameraStatus | undefined;
  readonly stream:
    { readonly width: number; readonly height: number; readonly stream: 'main' | 'sub' } | undefined;
}

/** The figures of the stream that is shown; rates are known for the recorded one only. */
function StreamFacts({ status, stream }: StreamFactsProps) {
  if (!stream) return null;
  const info = stream.stream === 'main' ? status?.stream : undefined;
  const codec = info
    ? ` ${codecWords(info.videoCodec)} · ${Math.round(info.fps)} fps · ${bitrate(info.bitrateBps)}`
    : '';
  return (
    <div className="chip num tile-facts">
      {stream.width}×{stream.height}
      {codec || ' · sub stream'}
    </div>
  );
}
