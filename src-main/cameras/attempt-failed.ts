/**
 * An attempt to record that made no run, with its reason out of the closed set; and the translation of the relay's
 * typed errors into end reasons. Carries no secret: details are the relay's own words, which never contain one.
 */
import type { EndReason } from '../../shared/model/end-reason.ts';
import { errorCodes, AppError } from '../../shared/model/errors.ts';
import { PullFailure, type PullError, type PullErrorCode } from '../relay/relay.ts';

export interface Failure {
  readonly reason: EndReason;
  readonly detail: string;
  /** The codec that cannot be recorded, where that is the reason. */
  readonly codec?: string;
  /** The certificate the camera shows now, where that is the reason. */
  readonly certificateFingerprint?: string;
  /** Nobody has agreed to any certificate of this camera yet. */
  readonly isFirstCertificate?: boolean;
}

export class AttemptFailed extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(`${failure.reason}: ${failure.detail}`);
    this.name = 'AttemptFailed';
    this.failure = failure;
  }
}

const reasonsOfPull: Readonly<Record<PullErrorCode, EndReason>> = {
  'wrong-password': 'wrong-password',
  'sign-in-unsupported': 'sign-in-unsupported',
  'clear-text-refused': 'clear-text-refused',
  'not-found': 'not-found',
  'camera-busy': 'camera-busy',
  redirected: 'redirected',
  'not-rtsp': 'not-rtsp',
  'certificate-changed': 'certificate-changed',
  // Nobody agreed to this certificate yet: the same question to the operator, in other words.
  'certificate-unknown': 'certificate-changed',
  unreachable: 'unreachable',
  'handshake-timeout': 'handshake-timeout',
  'camera-lost': 'camera-lost',
  stalled: 'stalled',
  unsupported: 'unsupported',
  'encoder-failed': 'recorder-crashed',
  closed: 'camera-lost',
};

/** The relay's error as a failure of ours. */
export function failureOfPull(error: PullError): Failure {
  return {
    reason: reasonsOfPull[error.code],
    detail: error.detail,
    ...(error.codec === undefined ? {} : { codec: error.codec }),
    ...(error.certificateFingerprint === undefined
      ? {}
      : { certificateFingerprint: error.certificateFingerprint }),
    ...(error.code === 'certificate-unknown' ? { isFirstCertificate: true } : {}),
  };
}

/** Whatever an attempt threw, as a failure; what nobody expected counts as the recorder's own fault. */
export function failureOf(error: unknown): Failure {
  if (error instanceof AttemptFailed) return error.failure;
  if (error instanceof PullFailure) return failureOfPull(error.error);
  if (error instanceof AppError && error.code === errorCodes.storageCritical) {
    return { reason: 'disk-full', detail: error.message };
  }
  if (error instanceof AppError && error.code === errorCodes.storageUnavailable) {
    return { reason: 'volume-missing', detail: error.message };
  }
  return { reason: diskReason(error) ?? 'recorder-crashed', detail: messageOf(error) };
}

/** The end reason behind a file system error's code, if it is one. */
export function diskReason(error: unknown): EndReason | undefined {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'SQLITE_FULL') return 'disk-full';
  if (code === 'ENOENT' || code === 'ENODEV' || code === 'ENXIO') return 'volume-missing';
  if (['EIO', 'EROFS', 'EACCES', 'EPERM', 'ENOTDIR'].includes(code) || code.startsWith('SQLITE_')) {
    return 'disk-error';
  }
  return undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
