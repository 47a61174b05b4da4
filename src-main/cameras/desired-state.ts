/**
 * What is wanted of one camera now, kept true while time passes: one timer to the schedule's next change, and the
 * history of what was wanted (COV-1), written with the instants at which it changed, whoever was asleep then.
 * Starts and stops nothing; its owner does.
 */
import type { Camera } from '../../shared/model/camera.ts';
import { CLOCK_STEP_MS, SCHEDULE_CHECK_MS } from '../../shared/model/limits.ts';
import type { Clock, Timer } from '../base/clock.ts';
import { desiredOf, enablementChanges, recordsAgainAt, type Desired } from './desired-policy.ts';
import type { Enablement, RecordingJournal } from './ports.ts';

export interface DesiredStateDeps {
  readonly clock: Clock;
  readonly journal: RecordingJournal;
  /** The PC's zone now. */
  readonly timeZone: () => string;
  /** When the app was last there before this life, UTC ms: what the schedule said since then is written down at the start. */
  readonly lastSeenAt: number;
}

export class DesiredState {
  readonly #deps: DesiredStateDeps;
  readonly #onChange: () => void;
  #camera: Camera;
  #current: Desired = { record: false, enablement: 'disabled' };
  #recordsAgainAt: number | undefined;
  #decidedIn = { timeZone: 'UTC', clockOffsetMs: 0 };
  #timer: Timer | undefined;
  #noted: Enablement | undefined;
  #notedUntil: number;

  /** `onChange` is called when something else is wanted because of the time alone. */
  constructor(camera: Camera, deps: DesiredStateDeps, onChange: () => void) {
    this.#camera = camera;
    this.#deps = deps;
    this.#onChange = onChange;
    this.#notedUntil = Math.max(deps.lastSeenAt, camera.createdAt);
  }

  get current(): Desired {
    return this.#current;
  }

  /** When a camera that is off now is recorded again by itself, UTC ms. */
  get recordsAgainAt(): number | undefined {
    return this.#recordsAgainAt;
  }

  get timeZone(): string {
    return this.#decidedIn.timeZone;
  }

  /** Takes the camera as the operator wants it from now on. */
  take(camera: Camera): Desired {
    this.#notePast();
    this.#camera = camera;
    return this.#decide();
  }

  dispose(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #decide(): Desired {
    const { clock, timeZone } = this.#deps;
    const moment = { now: clock.now(), timeZone: timeZone() };
    this.#decidedIn = { timeZone: moment.timeZone, clockOffsetMs: moment.now - clock.monotonicMs() };
    this.#current = desiredOf(this.#camera, moment);
    this.#recordsAgainAt = recordsAgainAt(this.#camera, moment);
    this.#note(moment.now, this.#current.enablement);
    this.#arm();
    return this.#current;
  }

  #arm(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    const { clock } = this.#deps;
    const { until } = this.#current;
    if (until === undefined) return;
    const delayMs = Math.max(1, Math.min(until - clock.now(), SCHEDULE_CHECK_MS));
    this.#timer = clock.after(delayMs, () => this.#lookAgain());
  }

  #lookAgain(): void {
    if (!this.#mayHaveChanged()) return this.#arm();
    const before = this.#current;
    this.#notePast();
    const now = this.#decide();
    const isSame =
      before.enablement === now.enablement && before.until === now.until && before.byHand === now.byHand;
    if (!isSame) this.#onChange();
  }

  /** It is time, or the PC's clock or zone is not the one that was decided by. */
  #mayHaveChanged(): boolean {
    const { clock, timeZone } = this.#deps;
    const driftMs = clock.now() - clock.monotonicMs() - this.#decidedIn.clockOffsetMs;
    return (
      clock.now() >= (this.#current.until ?? Infinity) ||
      Math.abs(driftMs) > CLOCK_STEP_MS ||
      timeZone() !== this.#decidedIn.timeZone
    );
  }

  /** The changes since the last look, each at its own instant: the timer may be late, and the app may have been away. */
  #notePast(): void {
    const { clock, timeZone } = this.#deps;
    const range = { from: this.#notedUntil, to: clock.now() };
    for (const { at, enablement } of enablementChanges(this.#camera, range, timeZone())) {
      this.#note(at, enablement);
    }
    this.#notedUntil = range.to;
  }

  #note(at: number, enablement: Enablement): void {
    if (enablement === this.#noted) return;
    this.#noted = enablement;
    this.#deps.journal.enablementChanged(this.#camera.number, at, enablement);
  }
}
