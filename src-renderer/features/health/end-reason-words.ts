/** Why recording stopped, as the end of a short phrase ("14:21 wrong password"). Unknown reasons are shown as they are. */
import { endReasons, type EndReason } from '../../../shared/model/end-reason.ts';

const words: Record<EndReason, string> = {
  'wrong-password': 'wrong password',
  'sign-in-unsupported': 'cannot sign in',
  'clear-text-refused': 'password would travel unencrypted',
  'not-found': 'no stream at this address',
  'camera-busy': 'the camera was busy',
  redirected: 'the camera sent us elsewhere',
  'not-rtsp': 'no RTSP camera answered',
  'certificate-changed': 'the certificate was not trusted',
  unreachable: 'the camera did not answer',
  'handshake-timeout': 'the camera did not answer',
  'camera-lost': 'the connection broke',
  stalled: 'no more pictures',
  'timestamp-fault': 'the time stamps jumped',
  'audio-missing': 'announced sound never came',
  'clock-step': 'the PC’s clock was changed',
  unsupported: 'cannot be recorded',
  'disk-full': 'the disk was full',
  'volume-missing': 'the disk was missing',
  'disk-error': 'the disk could not be written',
  'recorder-crashed': 'the recorder program stopped',
  'paused-by-operator': 'stopped by hand',
  'schedule-off': 'off by schedule',
  suspended: 'the PC slept',
  'app-stopped': 'Watchpost was closed',
};

export function endReasonWords(reason: string | undefined): string {
  const known = endReasons.find((one) => one === reason);
  if (known) return words[known];
  return reason ?? 'Watchpost ended unexpectedly';
}
