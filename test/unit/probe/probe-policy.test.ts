/** Retry, defer, salvage or fail: the policy, case by case. */
import { describe, expect, it } from 'vitest';
import { PROBE_COOL_DOWN_MS, PROBE_TRIES } from '../../../shared/model/limits.ts';
import { memorySource } from '../../../src-main/media-file/byte-source.ts';
import { inspectMp4 } from '../../../src-main/media-file/inspect.ts';
import { decideProbe } from '../../../src-main/probe/probe-policy.ts';
import { probeFailures } from '../../../src-main/probe/probe-result.ts';
import type { ProbeFailure, ProbeResult } from '../../../src-main/probe/probe-result.ts';

const report = inspectMp4(memorySource(new Uint8Array(0)));
const good: ProbeResult = { ok: true, report, readBy: 'boxes' };
const bad = (failure: ProbeFailure): ProbeResult => ({ ok: false, failure, detail: '' });
const torn: ProbeResult = { ok: false, failure: 'truncated', detail: '', playable: report };

describe('the probe policy', () => {
  it('PRB-1 makes a segment ready once its probe is good, however late', () => {
    for (const deferredBefore of [false, true]) {
      for (const tries of [1, 5, 6]) {
        expect(decideProbe({ result: good, tries, deferredBefore })).toEqual({ kind: 'ready' });
      }
    }
  });

  it('PRB-3 retries an unfinished file with backoff, five tries in all, then defers it for 10 minutes', () => {
    const waits: number[] = [];
    let tries = 0;
    for (;;) {
      tries++;
      const decision = decideProbe({ result: bad('not-finalized'), tries, deferredBefore: false });
      if (decision.kind !== 'retry') {
        expect(decision).toEqual({ kind: 'defer', afterMs: PROBE_COOL_DOWN_MS });
        break;
      }
      waits.push(decision.afterMs);
    }
    expect(tries).toBe(PROBE_TRIES);
    expect(waits).toEqual([500, 1000, 2000, 4000]);
  });

  it('PRB-3 fails only after the cool-down, and after one more probe said no', () => {
    for (const failure of probeFailures) {
      for (let tries = 1; tries <= 10; tries++) {
        expect(decideProbe({ result: bad(failure), tries, deferredBefore: false }).kind).not.toBe('fail');
        expect(decideProbe({ result: bad(failure), tries, deferredBefore: true })).toEqual({ kind: 'fail' });
      }
    }
  });

  it('PRB-4 takes what is whole of a torn file instead of giving it up', () => {
    expect(decideProbe({ result: torn, tries: 1, deferredBefore: false })).toEqual({ kind: 'salvage' });
    expect(decideProbe({ result: torn, tries: 9, deferredBefore: true })).toEqual({ kind: 'salvage' });
  });
});
