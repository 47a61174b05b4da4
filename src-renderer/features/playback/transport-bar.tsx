/** Transport: backwards and forwards, play, speeds, the time that is on the screen. The time is written outside React. */
import { useEffect, useRef } from 'react';
import { Pause, Play, Radio, RotateCcw, RotateCw, StepBack, StepForward } from 'lucide-react';
import { ago } from '../../lib/duration.ts';
import { dayName, localDay, secondTime, zoneName } from '../../lib/time.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import type { PlaybackController, PlaybackView } from './playback-controller.ts';
import { RATES } from './playback-controller.ts';
import type { PlayingTime } from './playing-time.ts';

export interface TransportBarProps {
  readonly controller: PlaybackController | undefined;
  readonly view: PlaybackView;
  readonly time: PlayingTime;
  readonly fps: number;
  readonly onGoLive: () => void;
}

const speedOptions = RATES.map((rate) => ({
  value: String(rate),
  text: rate === 0.5 ? '½×' : `${rate}×`,
  name: rate === 1 ? 'Normal speed' : `${rate} times as fast`,
}));

export function TransportBar({ controller, view, time, fps, onGoLive }: TransportBarProps) {
  const playing = view.playing;
  return (
    <div className="transport">
      <IconButton label="Back 5 seconds" hint="←" onClick={() => controller?.skip(-5_000)}>
        <RotateCcw size={17} aria-hidden="true" />
      </IconButton>
      <IconButton label="Back one picture" hint="," onClick={() => controller?.step(-1, fps)}>
        <StepBack size={17} aria-hidden="true" />
      </IconButton>
      <IconButton
        look="primary"
        label={playing ? 'Pause' : 'Play'}
        hint="Space"
        onClick={() => controller?.toggle()}
      >
        {playing ? <Pause size={18} aria-hidden="true" /> : <Play size={18} aria-hidden="true" />}
      </IconButton>
      <IconButton label="Forward one picture" hint="." onClick={() => controller?.step(1, fps)}>
        <StepForward size={17} aria-hidden="true" />
      </IconButton>
      <IconButton label="Forward 5 seconds" hint="→" onClick={() => controller?.skip(5_000)}>
        <RotateCw size={17} aria-hidden="true" />
      </IconButton>
      <TimeOnScreen time={time} />
      <Segmented
        label="Speed"
        value={String(Math.abs(view.rate))}
        options={speedOptions}
        onChange={(rate) => controller?.setRate(Number(rate))}
      />
      {view.rate < 0 && view.playing && <span className="muted s">backwards</span>}
      <span className="grow" />
      <Button onClick={onGoLive}>
        <Radio size={15} aria-hidden="true" /> Newest <kbd>End</kbd>
      </Button>
    </div>
  );
}

function TimeOnScreen({ time }: { readonly time: PlayingTime }) {
  const clock = useRef<HTMLTimeElement>(null);
  const around = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    let shown = '';
    const stop = time.on((at) => {
      const element = clock.current;
      if (!element) return;
      element.dataset['at'] = String(Math.round(at));
      const text = secondTime(at);
      if (text === shown) return;
      shown = text;
      element.textContent = text;
      element.dateTime = new Date(at).toISOString();
      if (around.current) around.current.textContent = aroundWords(at, Date.now());
    });
    const timer = setInterval(() => {
      if (time.at !== undefined && around.current)
        around.current.textContent = aroundWords(time.at, Date.now());
    }, 5_000);
    return () => {
      stop();
      clearInterval(timer);
    };
  }, [time]);
  return (
    <div className="time-on-screen">
      <time ref={clock} className="num big-time" data-testid="playback-time">
        --:--:--
      </time>
      <span ref={around} className="muted s" />
    </div>
  );
}

function aroundWords(at: number, now: number): string {
  const day = localDay(at).equals(localDay(now)) ? '' : `${dayName(at, now)} · `;
  return `${zoneName(at)} · ${day}${ago(at, now)}`;
}
