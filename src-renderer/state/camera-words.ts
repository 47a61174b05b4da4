/**
 * A camera's state in words, tone and the one action that helps. Pure; every screen takes its words from here.
 * Green = recording, amber = recording but degraded or on its way, red = not recording, grey = off on purpose.
 */
import type { Camera } from '../../shared/model/camera.ts';
import type { CameraStatus } from '../../shared/model/camera-status.ts';
import type { EndReason } from '../../shared/model/end-reason.ts';
import { comingMoment, moment } from '../lib/time.ts';

export type Tone = 'ok' | 'warn' | 'bad' | 'off';

export type Remedy =
  | {
      readonly kind: 'edit';
      readonly label: string;
      readonly focus: 'password' | 'address' | 'consent' | 'schedule';
    }
  | { readonly kind: 'record'; readonly label: string }
  | { readonly kind: 'enable'; readonly label: string }
  | { readonly kind: 'storage'; readonly label: string }
  | { readonly kind: 'health'; readonly label: string };

export interface CameraWords {
  readonly tone: Tone;
  /** "Recording", "Not recording", "Off". */
  readonly word: string;
  /** Short heading for a tile without a picture. */
  readonly heading: string;
  /** Whole sentence with reason, empty when all is well. */
  readonly why: string;
  readonly since?: number;
  readonly remedy?: Remedy;
}

const HEADINGS: Partial<Record<EndReason, string>> = {
  'wrong-password': 'Wrong password',
  'sign-in-unsupported': 'Cannot sign in',
  'clear-text-refused': 'Password would travel unencrypted',
  'not-found': 'No stream at this address',
  'camera-busy': 'Camera is busy',
  redirected: 'Sent elsewhere',
  'not-rtsp': 'Not an RTSP camera',
  'certificate-changed': 'Certificate not trusted',
  unreachable: 'Camera does not answer',
  'handshake-timeout': 'Camera does not answer',
  'camera-lost': 'Connection broke',
  stalled: 'No more pictures',
  unsupported: 'Cannot be recorded',
  'disk-full': 'Disk is full',
  'volume-missing': 'Disk is missing',
  'disk-error': 'Disk cannot be written',
  'recorder-crashed': 'Recorder is starting again',
};

/** Where the words for a camera on the network would be wrong for one of this PC. */
const LOCAL_HEADINGS: Partial<Record<EndReason, string>> = {
  'handshake-timeout': 'Camera sends no pictures',
  'camera-lost': 'Camera is unplugged or in use',
  'recorder-crashed': 'Camera is starting again',
};

function headingOf(reason: EndReason | undefined, camera: Camera): string {
  const local = camera.source.kind === 'usb' && reason ? LOCAL_HEADINGS[reason] : undefined;
  return local ?? (reason && HEADINGS[reason]) ?? 'Not recording';
}

/** `status` may be missing for the first moments of a camera. */
export function cameraWords(camera: Camera, status: CameraStatus | undefined): CameraWords {
  if (!camera.enabled) {
    const remedy = { kind: 'enable', label: 'Switch on' } as const;
    return { tone: 'off', word: 'Off', heading: 'Switched off', why: 'Switched off on purpose.', remedy };
  }
  if (camera.recordingMode === 'off') {
    const remedy = { kind: 'edit', label: 'When to record…', focus: 'schedule' } as const;
    return { tone: 'off', word: 'Not recorded', heading: 'Not recorded', why: watchedOnly, remedy };
  }
  if (!status) return { tone: 'warn', word: 'Starting', heading: 'Starting', why: '' };
  const since = status.reason ? { since: status.reason.since } : {};
  const sentence = status.reason?.sentence ?? '';
  if (camera.pausedByOperator || status.reason?.reason === 'paused-by-operator') {
    const remedy = { kind: 'record', label: 'Record again' } as const;
    return {
      tone: 'off',
      word: 'Paused',
      heading: 'Paused',
      why: 'Recording was stopped by hand.',
      ...since,
      remedy,
    };
  }
  switch (status.state) {
    case 'recording':
      return { tone: 'ok', word: 'Recording', heading: 'Recording', why: '' };
    case 'stalled':
      return {
        tone: 'warn',
        word: 'No new picture',
        heading: 'No new picture',
        why: sentence || 'The camera has stopped sending pictures.',
        ...since,
      };
    case 'connecting':
      return { tone: 'warn', word: 'Connecting', heading: 'Connecting…', why: sentence, ...since };
    case 'stopping':
    case 'stopped':
      return {
        tone: 'off',
        word: 'Stopped',
        heading: 'Stopped',
        why: sentence,
        ...since,
        remedy: recordAgain,
      };
    case 'idle':
      return status.reason?.reason === 'schedule-off'
        ? { tone: 'off', word: 'Off by schedule', heading: 'Off by schedule', why: offNow, remedy: recordNow }
        : {
            tone: 'off',
            word: 'Not recording',
            heading: 'Not recording',
            why: sentence,
            ...since,
            remedy: recordAgain,
          };
    case 'reconnecting':
    case 'blocked':
    case 'failed': {
      const reason = status.reason?.reason;
      const heading = headingOf(reason, camera);
      const why = sentence || 'The camera is tried again and again.';
      return {
        tone: 'bad',
        word: 'Not recording',
        heading,
        why,
        ...since,
        remedy: remedyFor(reason, camera),
      };
    }
  }
}

const watchedOnly = 'This camera is set to be watched only.';
const offNow = 'The schedule has this camera off now.';
const recordAgain: Remedy = { kind: 'record', label: 'Record again' };
const recordNow: Remedy = { kind: 'record', label: 'Record now' };

function remedyFor(reason: EndReason | undefined, camera: Camera): Remedy {
  const remedy = remedyForReason(reason);
  // A simulated camera has no address and no password to set right.
  return remedy.kind === 'edit' && camera.source.kind !== 'rtsp' ? openHealth : remedy;
}

const openHealth: Remedy = { kind: 'health', label: 'Open Health' };

function remedyForReason(reason: EndReason | undefined): Remedy {
  switch (reason) {
    case 'wrong-password':
      return { kind: 'edit', label: 'Enter password', focus: 'password' };
    case 'clear-text-refused':
      return { kind: 'edit', label: 'Allow for this camera…', focus: 'consent' };
    case 'certificate-changed':
      return { kind: 'edit', label: 'Look at certificate…', focus: 'consent' };
    case 'not-found':
    case 'not-rtsp':
    case 'redirected':
    case 'unreachable':
    case 'handshake-timeout':
      return { kind: 'edit', label: 'Check address', focus: 'address' };
    case 'unsupported':
    case 'sign-in-unsupported':
      return { kind: 'edit', label: 'Change settings', focus: 'address' };
    case 'disk-full':
    case 'disk-error':
    case 'volume-missing':
      return { kind: 'storage', label: 'Open Storage' };
    default:
      return openHealth;
  }
}

/** "The camera refuses this user name or password, since 14:21." */
export function sinceSentence(words: CameraWords, now: number): string {
  if (words.since === undefined || words.why === '') return words.why;
  const bare = words.why.replace(/[.!]$/, '');
  if (bare.endsWith('?')) return `${bare} (since ${moment(words.since, now)})`;
  return `${bare}, since ${moment(words.since, now)}.`;
}

/** What the schedule will do to this camera next, as a sentence; empty for cameras that are not on one. */
export function scheduleSentence(status: CameraStatus | undefined, now: number): string {
  const schedule = status?.schedule;
  if (!schedule) return '';
  const { byHand, nextChangeAt, recordsAgainAt } = schedule;
  if (recordsAgainAt !== undefined) return `It records again ${comingMoment(recordsAgainAt, now)}.`;
  if (nextChangeAt === undefined) return '';
  const until = comingMoment(nextChangeAt, now);
  return byHand ? `Started by hand; from ${until} on as scheduled.` : `Scheduled until ${until}.`;
}
