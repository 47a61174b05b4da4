/**
 * The order of leaving: closing the window only hides it (recording goes on), quitting stops the recorder first and then
 * ends the app. The app object is handed in; nothing else of Electron is known here.
 */
import type { App, BrowserWindow } from 'electron';
import type { Clock } from '../../base/clock.ts';

/** A stop that takes longer is given up; what FFmpeg wrote is adopted at the next start. */
const STOP_DEADLINE_MS = 20_000;

interface Parts {
  readonly app: Pick<App, 'on' | 'quit' | 'exit'>;
  readonly clock: Clock;
  /** Stops the recorder in order. */
  readonly stop: () => Promise<void>;
}

/** Attach once; `guardWindow` for every window. */
export class QuitOrder {
  readonly #parts: Parts;
  #state: 'running' | 'stopping' | 'stopped' = 'running';

  constructor(parts: Parts) {
    this.#parts = parts;
    parts.app.on('before-quit', (event) => {
      if (this.#state === 'stopped') return;
      event.preventDefault();
      void this.#stopThenQuit();
    });
    // Without this the app would quit when its only window is hidden and destroyed by the system.
    parts.app.on('window-all-closed', () => parts.app.quit());
  }

  /** With a tray to come back from, closing hides; without one it quits. */
  guardWindow(window: BrowserWindow, canHide: () => boolean): void {
    window.on('close', (event) => {
      if (this.#state === 'stopped') return;
      event.preventDefault();
      if (this.#state === 'running' && canHide()) window.hide();
      else this.#parts.app.quit();
    });
  }

  async #stopThenQuit(): Promise<void> {
    if (this.#state !== 'running') return;
    this.#state = 'stopping';
    const { app, clock, stop } = this.#parts;
    const deadline = clock.after(STOP_DEADLINE_MS, () => app.exit(1));
    let failed = false;
    await stop().catch(() => {
      failed = true;
    });
    deadline.cancel();
    this.#state = 'stopped';
    if (failed) app.exit(1);
    else app.quit();
  }
}
