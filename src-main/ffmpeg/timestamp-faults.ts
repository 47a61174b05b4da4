/**
 * When the time stamps of a stream have gone wrong beyond healing, by what FFmpeg says. Pure: the caller brings the time.
 * Some dozen complaints after a small jump heal by themselves; hundreds, or a jump of seconds, do not (recording run restarts).
 */
const DTS_COMPLAINT = /Non-monoton(ous|ic) DTS|DTS \S+, next:\S+ .*invalid dropping/;
/** A jump of one second gives 25 to 50 complaints and heals; a broken clock gives one per packet, for ever. */
const COMPLAINTS_ALLOWED = 100;
const COMPLAINT_WINDOW_MS = 10_000;
/** Media time against monotonic time since the first picture; a healthy stream stays within its buffering. */
const DRIFT_ALLOWED_MS = 5_000;

export function isTimestampComplaint(text: string): boolean {
  return DTS_COMPLAINT.test(text);
}

/** Counts complaints in a sliding window. Times are monotonic ms. */
export class TimestampComplaints {
  #times: number[] = [];

  /** Notes one complaint; true once there were more than 100 within 10 s. */
  note(atMs: number): boolean {
    this.#times.push(atMs);
    // Only the newest matter, so a flood of any size stays small.
    if (this.#times.length > COMPLAINTS_ALLOWED + 1) this.#times.shift();
    const [oldest = atMs] = this.#times;
    return this.#times.length > COMPLAINTS_ALLOWED && atMs - oldest <= COMPLAINT_WINDOW_MS;
  }
}

/** True when the time written and the time passed differ by more than 5 s; both in ms since the same moment. */
export function hasDrifted(outTimeMs: number, elapsedMs: number): boolean {
  return Math.abs(outTimeMs - elapsedMs) > DRIFT_ALLOWED_MS;
}
