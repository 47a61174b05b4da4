/** What a probe found out: a report, or one reason out of a closed set (they are stored, counted and shown). */
import type { Mp4Report } from '../media-file/mp4-report.ts';

export const probeFailures = [
  'not-finalized',
  'truncated',
  'empty',
  'unreadable',
  'not-media',
  'io',
] as const;
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
