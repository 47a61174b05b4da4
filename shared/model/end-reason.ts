/**
 * Why a run or an attempt ended, and what the gap after it is called. Closed sets: they are stored, shown and counted.
 * The table that maps one to the other, with sentences and retry rules, is `src-main/cameras/end-reasons.ts`.
 */
export const endReasons = [
  'wrong-password',
  'sign-in-unsupported',
  'clear-text-refused',
  'not-found',
  'camera-busy',
  'redirected',
  'not-rtsp',
  'certificate-changed',
  'unreachable',
  'handshake-timeout',
  'camera-lost',
  'stalled',
  'timestamp-fault',
  'audio-missing',
  'clock-step',
  'unsupported',
  'disk-full',
  'volume-missing',
  'disk-error',
  'recorder-crashed',
  'paused-by-operator',
  'schedule-off',
  'suspended',
  'app-stopped',
] as const;
export type EndReason = (typeof endReasons)[number];

export const gapReasons = [
  'camera-offline',
  'camera-refused',
  'wrong-password',
  'unsupported',
  'stalled',
  'restarting',
  'app-not-running',
  'pc-asleep',
  'disk-full',
  'disk-error',
  'volume-missing',
  'schedule-off',
  'paused-by-operator',
  'unreadable',
  'deleted-by-retention',
  'deleted-by-operator',
] as const;
export type GapReason = (typeof gapReasons)[number];
