/**
 * Finds out whether a segment is playable: the box walk first, and only what that cannot read goes to `ffmpeg -i`.
 * Never changes, moves or deletes a file.
 */
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import type { Mp4Report } from '../media-file/mp4-report.ts';

export const probeFailures = ['not-finalized', 'truncated', 'empty', 'unreadable', 'not-media', 'io'] as const;
export type ProbeFailure = (typeof probeFailures)[number];

export type ProbeResult =
  | { readonly ok: true; readonly report: Mp4Report; readonly readBy: 'boxes' | 'ffmpeg' }
  | {
      readonly ok: false;
      readonly failure: ProbeFailure;
      /** For logs and for the reason kept in quarantine. */
      readonly detail: string;
      /** Present when part of the file can be played (up to its validTo): a torn file with at least one whole fragment. */
      readonly playable?: Mp4Report;
    };

export interface ProberOptions {
  /** Without it, what the box walk cannot read stays unread. */
  readonly ffmpegPath?: string;
  readonly env: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly logger: Logger;
}

export class Prober {
  constructor(_options: ProberOptions) {}

  /** Never rejects. Healthy segments cost a few reads and no process. */
  probeSegment(_file: string, _signal?: AbortSignal): Promise<ProbeResult> {
    throw new Error('not built yet');
  }
}
