/**
 * What stands in the fields of "Add camera" and "Edit camera", and what of it goes to the recorder. Pure.
 * A password typed here goes inwards once; it is never read back and never shown.
 */
import type { Camera, IngestSource } from '../../../shared/model/camera.ts';
import type { RecordingChoice, SourceInput } from '../../../shared/contract/names.ts';
import { CAMERA_NAME_MAX_LENGTH } from '../../../shared/model/limits.ts';
import { parseCameraUrl } from '../../../shared/model/camera-url.ts';
import { scheduledMinutes, type WeeklySchedule } from '../../../shared/model/schedule.ts';
import { firstSchedule } from './schedule/schedule-paint.ts';

export interface CameraForm {
  readonly name: string;
  readonly address: string;
  readonly subAddress: string;
  readonly username: string;
  readonly password: string;
  readonly recordAudio: boolean;
  readonly allowBasic: boolean;
  readonly certificatePin: string;
  readonly ingestSource: IngestSource | 'default';
  readonly recordingMode: 'continuous' | 'schedule' | 'off';
  /** What is painted, also while another mode is chosen. */
  readonly schedule: WeeklySchedule;
}

export type FormErrors = Partial<
  Record<'name' | 'address' | 'subAddress' | 'username' | 'password' | 'schedule', string>
>;

export const emptyForm: CameraForm = {
  name: '',
  address: '',
  subAddress: '',
  username: '',
  password: '',
  recordAudio: true,
  allowBasic: false,
  certificatePin: '',
  ingestSource: 'default',
  recordingMode: 'continuous',
  schedule: firstSchedule,
};

export function formOf(camera: Camera): CameraForm {
  const { source } = camera;
  const rtsp = source.kind === 'rtsp' ? source : undefined;
  return {
    ...emptyForm,
    name: camera.name,
    recordAudio: camera.recordAudio,
    address: rtsp?.url ?? '',
    subAddress: rtsp?.subUrl ?? '',
    username: rtsp?.username ?? '',
    allowBasic: rtsp?.allowBasic ?? false,
    certificatePin: rtsp?.certificatePin ?? '',
    ingestSource: camera.ingestSource ?? 'default',
    recordingMode: camera.recordingMode === 'events' ? 'continuous' : camera.recordingMode,
    schedule: camera.schedule ?? firstSchedule,
  };
}

/** Sign-in that was pasted inside an address moves to its own fields, as soon as the field is left. */
export function tidyAddress(form: CameraForm): CameraForm {
  const parsed = parseCameraUrl(form.address);
  if (!parsed.ok) return form;
  return {
    ...form,
    address: parsed.url,
    username: parsed.username ?? form.username,
    password: parsed.password ?? form.password,
  };
}

/** A name for a camera of this PC to begin with: what the system calls it, as far as it fits. */
export function nameOfDevice(name: string): string {
  return name.trim().slice(0, CAMERA_NAME_MAX_LENGTH).trim();
}

export function nameError(name: string): string | undefined {
  if (name.trim() === '') return 'Give the camera a name, such as “Front door”.';
  if (name.trim().length > CAMERA_NAME_MAX_LENGTH) return `At most ${CAMERA_NAME_MAX_LENGTH} characters.`;
  return undefined;
}

/** A schedule that never records is a mistake with a better name. */
export function scheduleError(form: CameraForm): string | undefined {
  if (form.recordingMode !== 'schedule' || scheduledMinutes(form.schedule) > 0) return undefined;
  return 'Nothing is painted. Paint when to record, or choose “Not recorded”.';
}

/** How to record, for the recorder. */
export function recordingOf({ recordingMode: mode, schedule }: CameraForm): RecordingChoice {
  return mode === 'schedule' ? { mode, schedule } : { mode };
}

/** The same when it was changed; saving another field must not take back what was started or stopped by hand. */
export function recordingChange(
  before: CameraForm,
  after: CameraForm,
): { readonly recording?: RecordingChoice } {
  const chosen = recordingOf(after);
  return JSON.stringify(chosen) === JSON.stringify(recordingOf(before)) ? {} : { recording: chosen };
}

/** The source for the recorder, or what is wrong beside which field. */
export function sourceOf(
  form: CameraForm,
): { readonly source: SourceInput } | { readonly errors: FormErrors } {
  const address = parseCameraUrl(form.address);
  const sub = form.subAddress.trim() === '' ? undefined : parseCameraUrl(form.subAddress);
  const errors: FormErrors = {
    ...(address.ok ? {} : { address: address.sentence }),
    ...(sub && !sub.ok ? { subAddress: sub.sentence } : {}),
  };
  if (!address.ok || (sub && !sub.ok)) return { errors };
  const username = form.username.trim() || address.username;
  const password = form.password || address.password;
  return {
    source: {
      kind: 'rtsp',
      url: address.url,
      ...(sub?.ok ? { subUrl: sub.url } : {}),
      ...(username ? { username } : {}),
      ...(password ? { password } : {}),
      ...(form.allowBasic ? { allowBasic: true } : {}),
      ...(form.certificatePin ? { certificatePin: form.certificatePin } : {}),
    },
  };
}

/** What `data` of a failed test holds (see cameras.test in docs/api.md). */
export interface TestFailure {
  readonly sentence: string;
  readonly advice: string;
  readonly field: 'address' | 'username' | 'password' | 'basic' | 'certificate' | 'none';
  readonly fingerprint?: string;
}

/** Puts a failed test beside the field that can cure it. */
export function testFailureOf(message: string, data: unknown): TestFailure {
  const { reason, sentence, advice, certificateFingerprint } = (data ?? {}) as Record<string, unknown>;
  return {
    sentence: typeof sentence === 'string' ? sentence : message,
    advice: typeof advice === 'string' ? advice : '',
    field: fieldFor(reason),
    ...(typeof certificateFingerprint === 'string' ? { fingerprint: certificateFingerprint } : {}),
  };
}

function fieldFor(reason: unknown): TestFailure['field'] {
  switch (reason) {
    case 'wrong-password':
      return 'password';
    case 'clear-text-refused':
      return 'basic';
    case 'certificate-changed':
    case 'certificate-unknown':
      return 'certificate';
    case 'unreachable':
    case 'not-found':
    case 'not-rtsp':
    case 'redirected':
    case 'handshake-timeout':
      return 'address';
    default:
      return 'none';
  }
}
