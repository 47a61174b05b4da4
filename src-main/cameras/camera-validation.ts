/**
 * Checks what an operator says about a camera before it is stored, and takes the password out of it (CAM-4).
 * The boundary checked the shapes already; this is the last look, for callers of every kind. Pure.
 */
import type { RecordingChoice, SourceInput } from '../../shared/contract/names.ts';
import { parseCameraUrl } from '../../shared/model/camera-url.ts';
import type { Camera, CameraSource } from '../../shared/model/camera.ts';
import { AppError } from '../../shared/model/errors.ts';
import { CAMERA_NAME_MAX_LENGTH } from '../../shared/model/limits.ts';
import { scheduledMinutes } from '../../shared/model/schedule.ts';
import type { LocalDevice } from '../discovery/local-device.ts';

export interface CheckedSource {
  readonly source: CameraSource;
  /** Undefined: none was given (an update keeps the stored one); empty: there is none. */
  readonly password?: string;
}

/** The name without outer spaces; AppError invalidParams when it is empty, too long or holds control characters. */
export function checkName(name: string): string {
  const trimmed = name.trim().normalize('NFC');
  if (trimmed === '') throw bad('name', 'The camera needs a name.');
  if (trimmed.length > CAMERA_NAME_MAX_LENGTH) {
    throw bad('name', `The name may have at most ${CAMERA_NAME_MAX_LENGTH} characters.`);
  }
  if (/\p{Cc}/u.test(trimmed)) throw bad('name', 'The name contains characters that cannot be shown.');
  return trimmed;
}

/** How to record, as it is stored; `before` holds the schedule that is kept when none is given. AppError invalidParams. */
export function checkRecording(
  { mode, schedule }: RecordingChoice,
  before?: Pick<Camera, 'schedule'>,
): Pick<Camera, 'recordingMode' | 'schedule'> {
  if (mode === 'events') throw bad('recording.mode', 'Recording on events only is not there yet.');
  const wanted = schedule ?? before?.schedule;
  if (mode === 'schedule' && !wanted) throw bad('recording.schedule', 'A schedule needs its times.');
  if (mode === 'schedule' && wanted && scheduledMinutes(wanted) === 0) {
    throw bad('recording.schedule', 'This schedule never records. Switch recording off instead.');
  }
  return { recordingMode: mode, ...(wanted && { schedule: wanted }) };
}

/** Source and password apart; user info typed into an address moves to the fields. AppError invalidParams. */
export function checkSource(input: SourceInput): CheckedSource {
  switch (input.kind) {
    case 'demo':
      return { source: { kind: 'demo' } };
    case 'usb':
      if (/\p{Cc}/u.test(input.device)) throw bad('source.device', 'This is no camera of this PC.');
      return { source: { kind: 'usb', device: input.device } };
    case 'rtsp': {
      const main = checkAddress('source.url', input.url);
      const sub = input.subUrl ? checkAddress('source.subUrl', input.subUrl) : undefined;
      const username = input.username ?? main.username ?? sub?.username;
      const password = input.password ?? main.password ?? sub?.password;
      if (username !== undefined && /\p{Cc}/u.test(username)) {
        throw bad('source.username', 'The user name contains characters that cannot be typed.');
      }
      return {
        source: {
          kind: 'rtsp',
          url: main.url,
          ...(sub === undefined ? {} : { subUrl: sub.url }),
          ...(username ? { username } : {}),
          ...(input.allowBasic === undefined ? {} : { allowBasic: input.allowBasic }),
          ...(input.certificatePin === undefined ? {} : { certificatePin: input.certificatePin }),
        },
        ...(password === undefined ? {} : { password }),
      };
    }
  }
}

/**
 * SEC-1: a camera of this PC can only be one of those that are listed now, and only one camera's; the device a camera has
 * already stays, plugged in or not. AppError invalidParams.
 */
export function checkDevice(
  device: string,
  facts: { readonly listed: readonly LocalDevice[]; readonly others: readonly Camera[] },
): void {
  const owner = facts.others.find(({ source }) => source.kind === 'usb' && source.device === device);
  if (owner) throw bad('source.device', `This camera is in the list already, as ${owner.name}.`);
  if (facts.listed.some((one) => one.device === device)) return;
  throw bad(
    'source.device',
    'This camera is not plugged in any more. Plug it in and look for cameras again.',
  );
}

function checkAddress(path: string, text: string) {
  const parsed = parseCameraUrl(text);
  if (parsed.ok) return parsed;
  throw bad(path, parsed.sentence);
}

function bad(path: string, message: string): AppError {
  return new AppError('invalidParams', message, [{ path, message }]);
}
