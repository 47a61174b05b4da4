/**
 * Finds out whether a segment is playable: the box walk first, and only what that cannot read goes to `ffmpeg -i`.
 * Never changes, moves or deletes a file.
 */
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { inspectMp4File } from '../media-file/inspect.ts';
import type { Mp4Report } from '../media-file/mp4-report.ts';
import { identifyWithFfmpeg } from './identify.ts';
import type { ProbeFailure, ProbeResult } from './probe-result.ts';

export interface ProberOptions {
  /** Without it, what the box walk cannot read stays unread. */
  readonly ffmpegPath?: string;
  readonly env: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly logger: Logger;
}

export class Prober {
  readonly #options: ProberOptions;

  constructor(options: ProberOptions) {
    this.#options = options;
  }

  /** Never rejects. Healthy segments cost a few reads and no process. */
  async probeSegment(file: string, signal?: AbortSignal): Promise<ProbeResult> {
    let report: Mp4Report;
    try {
      report = inspectMp4File(file);
    } catch (error) {
      return { ok: false, failure: 'io', detail: error instanceof Error ? error.message : String(error) };
    }
    const verdict = judgeReport(report);
    if (verdict !== 'ask-ffmpeg') return verdict;
    const { ffmpegPath } = this.#options;
    if (ffmpegPath === undefined) return unreadByBoxes(report);
    return identifyWithFfmpeg(file, report, { ...this.#options, ffmpegPath }, signal);
  }
}

/** What the boxes alone say. Pure. */
export function judgeReport(report: Mp4Report): ProbeResult | 'ask-ffmpeg' {
  const failed = (failure: ProbeFailure, detail: string): ProbeResult => ({ ok: false, failure, detail });
  if (report.sizeBytes === 0) return failed('empty', 'the file has no bytes');
  if (report.kind === 'not-media') return 'ask-ffmpeg';
  if (report.kind === 'fragmented') return judgeFragmented(report);
  if (report.initBytes === 0) return failed('not-finalized', 'moov atom not found');
  if (!report.complete) {
    return failed('truncated', `${report.sizeBytes - report.validTo} bytes at the end are torn`);
  }
  if (!report.video) return 'ask-ffmpeg';
  return report.durationMs > 0
    ? { ok: true, report, readBy: 'boxes' }
    : failed('empty', 'the file holds no pictures');
}

function judgeFragmented(report: Mp4Report): ProbeResult {
  const torn = report.sizeBytes - report.validTo;
  if (report.initBytes === 0) {
    return { ok: false, failure: 'unreadable', detail: 'fragments without an initialization section' };
  }
  if (!report.video) {
    const what = report.foreignVideo ?? 'no video track';
    return { ok: false, failure: 'unreadable', detail: `not a recording: ${what}` };
  }
  // `empty` means a dead start, which nobody will miss; a file that holds sound is something else.
  if (report.fragments.length === 0) {
    return report.complete
      ? { ok: false, failure: 'empty', detail: 'the file holds no fragment' }
      : { ok: false, failure: 'truncated', detail: `nothing whole before ${torn} torn bytes` };
  }
  if (report.durationMs === 0)
    return { ok: false, failure: 'unreadable', detail: 'the file holds no pictures' };
  if (report.complete) return { ok: true, report, readBy: 'boxes' };
  const detail = `${torn} bytes at the end are torn`;
  return { ok: false, failure: 'truncated', detail, playable: report };
}

/** Without FFmpeg, a family of files that we do not know stays unknown. */
function unreadByBoxes(report: Mp4Report): ProbeResult {
  const failure = report.kind === 'not-media' ? 'not-media' : 'unreadable';
  return { ok: false, failure, detail: 'the boxes cannot be read' };
}
