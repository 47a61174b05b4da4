/** Keys of the playback screen. Typing, dialogs and focused buttons keep their own keys. */
import { useEffect, useEffectEvent } from 'react';

export interface PlaybackKeys {
  toggle(): void;
  pause(): void;
  faster(): void;
  slower(): void;
  skip(ms: number): void;
  step(count: number): void;
  first(): void;
  newest(): void;
  otherCamera(step: number): void;
  zoom(factor: number): void;
  goToTime(): void;
}

export function usePlaybackKeys(keys: PlaybackKeys): void {
  const onKey = useEffectEvent((event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (isTaken(event)) return;
    if (act(keys, event)) event.preventDefault();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent): void => onKey(event);
    addEventListener('keydown', listener);
    return () => removeEventListener('keydown', listener);
  }, []);
}

function isTaken(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement | null;
  if (!target) return false;
  if (target.closest('input, textarea, select, [role="dialog"], [role="menu"]')) return true;
  if (target.closest('button') && (event.key === ' ' || event.key === 'Enter')) return true;
  return target.closest('.seg') !== null && event.key.startsWith('Arrow');
}

function act(keys: PlaybackKeys, event: KeyboardEvent): boolean {
  const direction = event.key === 'ArrowLeft' ? -1 : 1;
  switch (event.key) {
    case ' ':
      keys.toggle();
      return true;
    case 'ArrowLeft':
    case 'ArrowRight':
      keys.skip(direction * (event.shiftKey ? 60_000 : 5_000));
      return true;
    case 'ArrowUp':
      keys.otherCamera(-1);
      return true;
    case 'ArrowDown':
      keys.otherCamera(1);
      return true;
    case ',':
      keys.step(-1);
      return true;
    case '.':
      keys.step(1);
      return true;
    case 'Home':
      keys.first();
      return true;
    case 'End':
      keys.newest();
      return true;
    case '+':
      keys.zoom(0.5);
      return true;
    case '-':
      keys.zoom(2);
      return true;
  }
  switch (event.key.toLowerCase()) {
    case 'j':
      keys.slower();
      return true;
    case 'k':
      keys.pause();
      return true;
    case 'l':
      keys.faster();
      return true;
    case 'g':
      keys.goToTime();
      return true;
  }
  return false;
}
