/**
 * Connects one tile to its stream: makes the canvas, subscribes, notes when pictures come, tries again when refused.
 * The clock on the tile is written straight to its element, five times a second at most, outside React.
 */
import { useEffect, useRef, useState, type RefObject } from 'react';
import type { LiveStream, LiveTile } from '../../player/live-client.ts';
import { secondTime } from '../../lib/time.ts';
import { liveClient } from './live-hub.ts';

const RETRY_MS = 5_000;
/** React hears of pictures about once a second; more would only cost. */
const TELL_EVERY_MS = 800;
/** Errors in a row before the stream is asked for again: its codec may have changed. */
const DECODE_ERRORS_MAX = 2;

export interface LiveTileView {
  readonly holder: RefObject<HTMLDivElement | null>;
  readonly clock: RefObject<HTMLTimeElement | null>;
  readonly openedAt: number;
  /** When the last picture was drawn, exact to about a second. */
  readonly drawnAt: number | undefined;
  readonly stream: LiveStream | undefined;
  readonly unsupportedCodec: string | undefined;
}

export interface LiveTileWish {
  readonly cameraId: string;
  readonly stream: 'main' | 'sub';
  readonly enabled: boolean;
  /** Changes when the camera is back: a refused tile then asks at once. */
  readonly connected: boolean;
}

export function useLiveTile({ cameraId, stream, enabled, connected }: LiveTileWish): LiveTileView {
  const holder = useRef<HTMLDivElement>(null);
  const clock = useRef<HTMLTimeElement>(null);
  const tile = useRef<LiveTile | undefined>(undefined);
  const refused = useRef(false);
  const [openedAt, setOpenedAt] = useState(() => Date.now());
  const [found, setFound] = useState<LiveStream>();
  const [unsupportedCodec, setUnsupported] = useState<string>();
  const [drawnAt, setDrawnAt] = useState<number>();

  useEffect(() => {
    const box = holder.current;
    if (!box || !enabled) return;
    const canvas = document.createElement('canvas');
    canvas.dataset['testid'] = `tile-${cameraId}`;
    box.replaceChildren(canvas);
    setOpenedAt(Date.now());
    setUnsupported(undefined);
    setDrawnAt(undefined);
    let errors = 0;
    let told = 0;
    const mine = liveClient().open(canvas, cameraId, stream, (event) => {
      switch (event.kind) {
        case 'picture':
          errors = 0;
          if (Date.now() - told > TELL_EVERY_MS) setDrawnAt((told = Date.now()));
          if (clock.current) {
            clock.current.textContent = secondTime(event.at);
            clock.current.dataset['at'] = String(Math.round(event.at));
          }
          break;
        case 'subscribed':
          refused.current = false;
          setFound(event.stream);
          break;
        case 'refused':
          refused.current = true;
          break;
        case 'unsupported':
          setUnsupported(event.codec);
          break;
        case 'decode-error':
          errors += 1;
          if (errors > DECODE_ERRORS_MAX) {
            errors = 0;
            mine.resubscribe();
          }
          break;
        case 'lost':
          break;
      }
    });
    tile.current = mine;
    const retry = setInterval(() => refused.current && mine.resubscribe(), RETRY_MS);
    return () => {
      clearInterval(retry);
      mine.close();
      tile.current = undefined;
    };
  }, [cameraId, stream, enabled]);

  useEffect(() => {
    if (connected && refused.current) tile.current?.resubscribe();
  }, [connected]);

  return { holder, clock, openedAt, drawnAt, stream: found, unsupportedCodec };
}
