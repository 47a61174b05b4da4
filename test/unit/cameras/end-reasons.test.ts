import { describe, expect, it } from 'vitest';
import { endReasons, gapReasons, type EndReason, type GapReason } from '../../../shared/model/end-reason.ts';
import { adviceOf, endReasonTable, gapReasonOf, sentenceOf } from '../../../src-main/cameras/end-reasons.ts';
import { pullErrorCodes } from '../../../src-main/relay/pull-errors.ts';
import { failureOfPull } from '../../../src-main/cameras/attempt-failed.ts';

const gaps: Record<EndReason, GapReason> = {
  'wrong-password': 'wrong-password',
  'sign-in-unsupported': 'unsupported',
  'clear-text-refused': 'wrong-password',
  'not-found': 'camera-refused',
  'camera-busy': 'camera-refused',
  redirected: 'camera-refused',
  'not-rtsp': 'camera-refused',
  'certificate-changed': 'camera-refused',
  unreachable: 'camera-offline',
  'handshake-timeout': 'camera-offline',
  'camera-lost': 'camera-offline',
  stalled: 'stalled',
  'timestamp-fault': 'restarting',
  'audio-missing': 'restarting',
  'clock-step': 'restarting',
  unsupported: 'unsupported',
  'disk-full': 'disk-full',
  'volume-missing': 'volume-missing',
  'disk-error': 'disk-error',
  'recorder-crashed': 'restarting',
  'paused-by-operator': 'paused-by-operator',
  'schedule-off': 'schedule-off',
  suspended: 'pc-asleep',
  'app-stopped': 'app-not-running',
};

describe('the table of end reasons', () => {
  it('COV-1 names the gap after every end reason', () => {
    for (const reason of endReasons) expect([reason, gapReasonOf(reason)]).toEqual([reason, gaps[reason]]);
  });

  it('COV-1 leaves to other rooms only the gaps that come from no run', () => {
    const named = new Set(endReasons.map(gapReasonOf));
    expect(gapReasons.filter((gap) => !named.has(gap))).toEqual([
      'unreadable',
      'deleted-by-retention',
      'deleted-by-operator',
    ]);
  });

  it.each(endReasons)('REC-1 tells the operator about %s in a plain sentence with advice', (reason) => {
    const { advice } = endReasonTable[reason];
    for (const text of [
      sentenceOf(reason),
      sentenceOf(reason, { isLocal: true }),
      adviceOf(reason, { isLocal: true }),
      sentenceOf(reason, { address: 'a:554', disk: 'D', codec: 'VP9' }),
      advice,
    ]) {
      expect(text).toMatch(/^[A-Z].*\.$/);
      expect(text).not.toMatch(/!|undefined|oops|RTP|-10\d\d|\bmanifest\b|\bsegment\b|\bprobe\b/i);
    }
  });

  it('REC-11 has words of its own for a camera of this PC, and the usual ones for everything else', () => {
    const local = { isLocal: true };
    expect(sentenceOf('camera-lost', local)).toBe('The camera was unplugged or another program uses it.');
    expect(adviceOf('camera-lost', local)).not.toMatch(/network|switch/);
    expect(sentenceOf('camera-lost')).toBe('The connection to the camera broke.');
    expect(adviceOf('camera-lost')).toBe(endReasonTable['camera-lost'].advice);
    expect(sentenceOf('disk-full', { ...local, disk: 'D' })).toBe(sentenceOf('disk-full', { disk: 'D' }));
    expect(adviceOf('disk-full', local)).toBe(endReasonTable['disk-full'].advice);
  });

  it('REC-1 fills in address, disk and codec', () => {
    expect(sentenceOf('unreachable', { address: '10.0.0.7:554' })).toBe(
      'The camera does not answer at 10.0.0.7:554.',
    );
    expect(sentenceOf('disk-full', { disk: 'Footage' })).toBe('The recording disk Footage is full.');
    expect(sentenceOf('unsupported', { codec: 'MJPEG' })).toBe(
      'The camera sends MJPEG, which cannot be recorded.',
    );
  });

  it('REC-5 retries a refused password slowly, so that the account is not locked', () => {
    expect(endReasonTable['wrong-password'].retry).toBe('slow');
    expect(endReasonTable['clear-text-refused'].retry).toBe('slow');
  });

  it('REC-13 keeps `failed` for what only a change of configuration can help', () => {
    const failed = endReasons.filter((reason) => endReasonTable[reason].state === 'failed');
    expect(failed).toEqual(['sign-in-unsupported', 'unsupported']);
    for (const reason of failed) expect(endReasonTable[reason].retry).toBe('on-settings-change');
  });

  it('REC-1 gives every error of the relay a reason', () => {
    for (const code of pullErrorCodes) {
      expect(endReasons).toContain(failureOfPull({ code, detail: '' }).reason);
    }
  });
});
