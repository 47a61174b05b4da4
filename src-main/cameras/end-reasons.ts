/**
 * Why a run or an attempt ended, as one table: the state the camera shows, the sentence an operator reads, what helps,
 * what the gap after it is called, and when we try again (glossary.md, last table).
 * Everything that shows or stores a reason takes it from here. Decides nothing about when a reason applies.
 */
import type { CameraState } from '../../shared/model/camera-status.ts';
import type { EndReason, GapReason } from '../../shared/model/end-reason.ts';
import { localCameraWords } from './local-camera-words.ts';

/** When the next attempt comes: `slow` spares the camera's account, `when-…` waits for the world to change. */
export type RetryRule =
  | 'backoff'
  | 'slow'
  | 'at-once'
  | 'one-minute'
  | 'on-settings-change'
  | 'when-room'
  | 'when-back'
  | 'at-resume'
  | 'next-start'
  | 'none';

/** The one button that helps; the window turns it into words and an action. */
export type ButtonHint =
  | 'enter-password'
  | 'allow-basic'
  | 'edit-address'
  | 'trust-certificate'
  | 'show-storage'
  | 'start-recording'
  | 'try-now';

/** Names that are filled into the sentences. */
export interface ReasonNames {
  /** host:port, as the operator typed it. */
  readonly address?: string;
  readonly codec?: string;
  readonly disk?: string;
  /** rtsps: nobody has agreed to any certificate of this camera yet. */
  readonly isFirstCertificate?: boolean;
  /** When the schedule records again, "Mon 08:00". */
  readonly recordsAgain?: string;
  /** The camera is plugged into or built into this PC. */
  readonly isLocal?: boolean;
}

export interface EndReasonRow {
  readonly state: CameraState;
  readonly gapReason: GapReason;
  readonly retry: RetryRule;
  readonly sentence: (names: ReasonNames) => string;
  readonly advice: string;
  readonly button?: ButtonHint;
}

const disk = (names: ReasonNames) => (names.disk ? `The recording disk ${names.disk}` : 'The recording disk');

export const endReasonTable: Readonly<Record<EndReason, EndReasonRow>> = {
  'wrong-password': {
    state: 'reconnecting',
    gapReason: 'wrong-password',
    retry: 'slow',
    sentence: () => 'The camera refuses this user name or password.',
    advice:
      'Enter the user name and password again. Watchpost tries only every 5 minutes, so that the camera does not lock the account.',
    button: 'enter-password',
  },
  'sign-in-unsupported': {
    state: 'failed',
    gapReason: 'unsupported',
    retry: 'on-settings-change',
    sentence: () => 'The camera asks for a way of signing in that Watchpost does not know.',
    advice: 'Choose Digest as the sign-in method for RTSP in the settings of the camera itself.',
    button: 'edit-address',
  },
  'clear-text-refused': {
    state: 'reconnecting',
    gapReason: 'wrong-password',
    retry: 'slow',
    sentence: () => 'The camera wants the password unencrypted.',
    advice: 'Choose Digest in the camera’s own settings, or allow the unencrypted password for this camera.',
    button: 'allow-basic',
  },
  'not-found': {
    state: 'reconnecting',
    gapReason: 'camera-refused',
    retry: 'backoff',
    sentence: () => 'The camera has no stream at this address.',
    advice: 'Check the part of the address after the host; the camera’s manual names it.',
    button: 'edit-address',
  },
  'camera-busy': {
    state: 'reconnecting',
    gapReason: 'camera-refused',
    retry: 'backoff',
    sentence: () => 'The camera is restarting or has too many viewers.',
    advice: 'Wait a minute, or close other programs that watch this camera.',
    button: 'try-now',
  },
  redirected: {
    state: 'reconnecting',
    gapReason: 'camera-refused',
    retry: 'slow',
    sentence: () => 'The camera sends Watchpost to another address, which is refused.',
    advice: 'Enter the address the pictures really come from.',
    button: 'edit-address',
  },
  'not-rtsp': {
    state: 'reconnecting',
    gapReason: 'camera-refused',
    retry: 'backoff',
    sentence: ({ address }) => `What answers at ${address ?? 'this address'} is not an RTSP camera.`,
    advice: 'Check host and port; RTSP cameras usually answer at port 554.',
    button: 'edit-address',
  },
  'certificate-changed': {
    state: 'reconnecting',
    gapReason: 'camera-refused',
    retry: 'slow',
    sentence: ({ isFirstCertificate }) =>
      isFirstCertificate
        ? 'The camera shows a certificate that nobody has agreed to yet.'
        : 'The camera’s certificate has changed.',
    advice:
      'Compare the fingerprint with the one in the camera’s own settings. Trust a changed one only if the camera was replaced, reset or updated.',
    button: 'trust-certificate',
  },
  unreachable: {
    state: 'reconnecting',
    gapReason: 'camera-offline',
    retry: 'backoff',
    sentence: ({ address }) => `The camera does not answer at ${address ?? 'its address'}.`,
    advice: 'Check that the camera has power and network, and that its address is still the same.',
    button: 'try-now',
  },
  'handshake-timeout': {
    state: 'reconnecting',
    gapReason: 'camera-offline',
    retry: 'backoff',
    sentence: () => 'The camera accepts the connection but does not answer.',
    advice: 'Switch the camera off and on again if this lasts.',
    button: 'try-now',
  },
  'camera-lost': {
    state: 'reconnecting',
    gapReason: 'camera-offline',
    retry: 'backoff',
    sentence: () => 'The connection to the camera broke.',
    advice: 'Watchpost connects again by itself. If it happens often, check cable, switch and power supply.',
    button: 'try-now',
  },
  stalled: {
    state: 'reconnecting',
    gapReason: 'stalled',
    retry: 'backoff',
    sentence: () => 'The camera stopped sending pictures.',
    advice:
      'Watchpost connects again by itself. If it happens often, check the network and the camera’s load.',
    button: 'try-now',
  },
  'timestamp-fault': {
    state: 'reconnecting',
    gapReason: 'restarting',
    retry: 'at-once',
    sentence: () => 'The camera’s time stamps jumped.',
    advice: 'Recording begins anew by itself. If it happens often, let the camera set its clock by NTP.',
  },
  'audio-missing': {
    state: 'reconnecting',
    gapReason: 'restarting',
    retry: 'at-once',
    sentence: () => 'The camera announces sound but sends none; recording goes on without it.',
    advice: 'Switch sound off for this camera, or check its microphone.',
  },
  'clock-step': {
    state: 'reconnecting',
    gapReason: 'restarting',
    retry: 'at-once',
    sentence: () => 'The clock of this PC was changed.',
    advice: 'Recording begins anew by itself, so that every file carries the right time.',
  },
  unsupported: {
    state: 'failed',
    gapReason: 'unsupported',
    retry: 'on-settings-change',
    sentence: ({ codec }) => `The camera sends ${codec ?? 'a format'}, which cannot be recorded.`,
    advice: 'Choose H.264 or H.265 for this stream in the camera’s own settings.',
    button: 'edit-address',
  },
  'disk-full': {
    state: 'blocked',
    gapReason: 'disk-full',
    retry: 'when-room',
    sentence: (names) => `${disk(names)} is full.`,
    advice: 'Free some space, or keep footage for fewer days; recording goes on as soon as there is room.',
    button: 'show-storage',
  },
  'volume-missing': {
    state: 'blocked',
    gapReason: 'volume-missing',
    retry: 'when-back',
    sentence: (names) => `${disk(names)} is not there.`,
    advice: 'Connect the disk again; recording goes on as soon as it is back.',
    button: 'show-storage',
  },
  'disk-error': {
    state: 'blocked',
    gapReason: 'disk-error',
    retry: 'one-minute',
    sentence: (names) => `${disk(names)} cannot be written.`,
    advice: 'Check that the disk is healthy, not write-protected, and that Watchpost may write there.',
    button: 'show-storage',
  },
  'recorder-crashed': {
    state: 'reconnecting',
    gapReason: 'restarting',
    retry: 'backoff',
    sentence: () => 'The recorder program stopped unexpectedly.',
    advice: 'It is started again by itself. If it happens often, update FFmpeg.',
  },
  'paused-by-operator': {
    state: 'stopped',
    gapReason: 'paused-by-operator',
    retry: 'none',
    sentence: ({ recordsAgain }) =>
      recordsAgain
        ? `Recording was stopped by hand; the schedule starts it again ${recordsAgain}.`
        : 'Recording was stopped by hand.',
    advice: 'Start recording when you want this camera’s footage again.',
    button: 'start-recording',
  },
  'schedule-off': {
    state: 'idle',
    gapReason: 'schedule-off',
    retry: 'none',
    sentence: ({ recordsAgain }) =>
      recordsAgain
        ? `The schedule has this camera off now; it records again ${recordsAgain}.`
        : 'The schedule has this camera off now.',
    advice: 'Recording starts by itself at the next scheduled time.',
  },
  suspended: {
    state: 'idle',
    gapReason: 'pc-asleep',
    retry: 'at-resume',
    sentence: () => 'This PC was asleep.',
    advice: 'Keep the PC from sleeping while cameras record.',
  },
  'app-stopped': {
    state: 'idle',
    gapReason: 'app-not-running',
    retry: 'next-start',
    sentence: () => 'Watchpost was not running.',
    advice: 'Let Watchpost start with the PC.',
  },
};

/** What the gap after an end is called. */
export function gapReasonOf(reason: EndReason): GapReason {
  return endReasonTable[reason].gapReason;
}

/** The sentence an operator reads, with names filled in. */
export function sentenceOf(reason: EndReason, names: ReasonNames = {}): string {
  const local = names.isLocal ? localCameraWords[reason] : undefined;
  return local?.sentence ?? endReasonTable[reason].sentence(names);
}

/** What helps. */
export function adviceOf(reason: EndReason, names: ReasonNames = {}): string {
  const local = names.isLocal ? localCameraWords[reason] : undefined;
  return local?.advice ?? endReasonTable[reason].advice;
}
