/** Why there is no footage, in words for the bubble over a gap. */
import type { GapReason } from '../../../../shared/model/end-reason.ts';

const words: Record<GapReason, string> = {
  'camera-offline': 'The camera did not answer.',
  'camera-refused': 'The camera refused to send its picture.',
  'wrong-password': 'The camera refused the user name or password.',
  unsupported: 'The camera sent something that cannot be recorded.',
  stalled: 'The camera had stopped sending pictures.',
  restarting: 'Recording was starting again.',
  'app-not-running': 'Watchpost was not running.',
  'pc-asleep': 'The PC was asleep.',
  'disk-full': 'The recording disk was full.',
  'disk-error': 'The recording disk could not be written.',
  'volume-missing': 'The recording disk was not there.',
  'schedule-off': 'Off by schedule.',
  'paused-by-operator': 'Recording was stopped by hand.',
  unreadable: 'The footage could not be read and was set aside.',
  'deleted-by-retention': 'Deleted, because it was older than it had to be kept.',
  'deleted-by-operator': 'Deleted by hand.',
};

export function gapWords(reason: GapReason): string {
  return words[reason];
}
