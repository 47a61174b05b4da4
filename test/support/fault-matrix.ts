/**
 * The faults that Watchpost promises to survive, one row each: what happens, what is promised, how the tests bring it about.
 * `F1`…`F28` are the numbers of the plan; a letter behind them is one way among several. Plain data, runs nothing.
 */
export interface FaultRow {
  readonly fault: string;
  readonly promise: string;
  readonly how: string;
  /** Why it cannot be tried where these tests run. */
  readonly notHere?: string;
}

const finishedStay = 'finished files whole, at most the last fragment and 1 s of the open file';

export const faultMatrix = {
  F1: {
    fault: 'the app is killed',
    promise: `${finishedStay}; no process left, no row twice`,
    how: 'SIGKILL at a random moment, three cameras',
  },
  F2: {
    fault: 'FFmpeg is killed',
    promise: `${finishedStay}; recorded again at once`,
    how: 'SIGKILL of every recorder at a random moment, three cameras',
  },
  F3: {
    fault: 'the app and FFmpeg are killed together',
    promise: `${finishedStay}; no row twice`,
    how: 'SIGKILL of recorders and app at a random moment, three cameras',
  },
  F4: {
    fault: 'power cut',
    promise:
      'finished files whole, at most one group of pictures and 1 s of the open file, no row without its file',
    how: 'everything stopped, the block device of the data folder copied, the copy mounted and started on',
  },
  F5: {
    fault: 'the disk becomes full',
    promise:
      'stops in order before the disk is full or at the first refused write; resumes when there is room',
    how: 'small tmpfs filled up under the recorder, then freed',
  },
  F6a: {
    fault: 'writes to the recording disk fail',
    promise: 'the camera says so within 10 s, others go on, finished files whole',
    how: 'writes of FFmpeg answered with EIO (libfiu)',
  },
  F6b: {
    fault: 'the recording disk becomes read-only',
    promise: 'the camera says so within 10 s, finished files whole; resumes when it can be written',
    how: 'loop-mounted ext4 remounted read-only, then writable again',
  },
  F7: {
    fault: 'the recording disk is ejected',
    promise: 'not one byte on the disk underneath, stops within 5 s, resumes when the same disk is back',
    how: 'lazy unmount of a loop-mounted ext4, mounted again later',
  },
  F8: {
    fault: 'the folder of a recording is deleted',
    promise: 'recorded again in a new folder, other footage untouched',
    how: 'removal of the folder that is being written to',
  },
  F9: {
    fault: 'a camera that drops its connection again and again',
    promise: 'no row twice, no unreadable file, nothing lost but while the camera is away',
    how: 'connection closed every few seconds',
  },
  F10: {
    fault: 'a camera that falls silent',
    promise: 'shown after 3 s, connected anew after 15 s, the silence is a gap with its reason',
    how: 'the camera sends nothing on an open connection',
  },
  F11: {
    fault: 'a camera that accepts connections and never answers',
    promise: 'noticed within 6 s, tried again',
    how: 'hostile RTSP server',
  },
  F12: {
    fault: 'wrong password, no such stream, redirect, refusal, no connection',
    promise: 'its own sentence each, no locked account, recorded again when the cause is gone',
    how: 'answers 401, 404, 302; port closed; connection reset',
  },
  F13: {
    fault: 'garbage instead of pictures',
    promise: 'no crash, no hang, recorded as far as possible',
    how: 'three packets in ten replaced by noise',
  },
  F14: {
    fault: 'the clock of the PC jumps by an hour',
    promise: 'nothing lost, no file overwritten, a new run begins',
    how: 'libfaketime under app and FFmpeg, forwards and back',
  },
  F15: {
    fault: 'the night the clocks change',
    promise: 'no file name twice, nothing lost',
    how: 'libfaketime, recording across both changes in a zone that has them',
  },
  F16a: {
    fault: 'single bytes of the catalogue are damaged',
    promise: 'found, or every row still reads back the same; never an empty catalogue in silence',
    how: 'one byte changed at a random place',
  },
  F16b: {
    fault: 'the catalogue is cut short',
    promise: 'found and put back from a backup and the disk; never an empty catalogue in silence',
    how: 'truncated at a random length',
  },
  F17: {
    fault: 'a manifest is torn, overwritten or full of garbage',
    promise: 'no wrong row, no row twice, bad lines counted',
    how: 'half lines, truncation, replacement and garbage while the app reads it',
  },
  F18: {
    fault: 'Watchpost is started twice',
    promise: 'the second start hands over, or refuses with a sentence when the first does not answer',
    how: 'second start on the same data folder, the first one running, stopped (SIGSTOP) or killed',
  },
  F19a: {
    fault: 'FFmpeg hangs',
    promise: 'ended after 15 s without progress and recorded again',
    how: 'SIGSTOP of the recorder',
  },
  F19b: {
    fault: 'the PC sleeps',
    promise: 'recorded again after waking, the time asleep is a gap',
    how: 'SIGSTOP of app and FFmpeg for some time, then SIGCONT; a real suspend was not tried',
  },
  F20: {
    fault: 'the window is reloaded or crashes again and again',
    promise: 'recording does not notice',
    how: 'reloads and crashes of the renderer in a browser',
  },
  F21: {
    fault: 'the main thread is held up for 2 s',
    promise: 'no picture lost',
    how: 'main thread blocked twice while the relay records',
  },
  F22: {
    fault: 'ten thousand events a second',
    promise: 'one open event per camera, bounded queue',
    how: '–',
    notHere: 'there are no events yet',
  },
  F23: {
    fault: 'the object store is down, slow or refuses',
    promise: 'the local clip stays, the upload goes on later',
    how: '–',
    notHere: 'there are no uploads yet',
  },
  F24: {
    fault: 'a rewriting job hangs',
    promise: 'killed after 90 s without progress, its place freed',
    how: '–',
    notHere: 'there are no rewriting jobs yet',
  },
  F25: {
    fault: 'a deletion is interrupted',
    promise: 'finished at the next start; no row without its file',
    how: 'SIGKILL before each file operation of a deletion',
  },
  F26a: {
    fault: 'FFmpeg crashes',
    promise: 'recorded again, finished files whole',
    how: 'SIGSEGV of the recorder',
  },
  F26b: {
    fault: 'FFmpeg is missing or cannot be started',
    promise: 'the start ends with a sentence that says what helps; a running app goes on when it is back',
    how: 'wrong path at the start; program removed under the running app',
  },
  F27: {
    fault: 'hostile names of cameras',
    promise: 'shown as text, never in a path, nothing runs',
    how: 'a list of names that are markup, paths, options and control characters',
  },
  F28: {
    fault: 'a change of the catalogue’s layout is interrupted',
    promise: 'the next start ends in the same layout',
    how: 'SIGKILL before every statement of every migration',
  },
  F29: {
    fault: 'everything at once: sixteen cameras with random faults',
    promise: 'nothing lost that is not shown as a gap, steady memory, a main thread that is not late',
    how: 'drop, stall, reset, garbage, no sound, killed FFmpeg, at random for a quarter of an hour',
  },
} as const satisfies Readonly<Record<string, FaultRow>>;

export type FaultId = keyof typeof faultMatrix;

/** In the order of the plan. */
export const faultIds = Object.keys(faultMatrix) as FaultId[];
