/**
 * What ingest is given from outside: a run to follow, and doors to rooms it must not import.
 * Plain types; the recorder wires them.
 */
import type { IngestSource } from '../../shared/model/camera.ts';
import type { CameraCounters } from '../../shared/model/camera-status.ts';
import type { Segment } from '../../shared/model/segment.ts';
import type { QuarantinedFile } from '../catalogue/quarantine-table.ts';
import type { ProbeResult } from '../probe/probe-result.ts';
import type { SalvageResult } from '../probe/salvage.ts';

/** A run whose manifest is followed. `folder` is absolute; `slug` is the frozen label in the file names. */
export interface RunToIngest {
  readonly runId: number;
  readonly cameraNumber: number;
  readonly slug: string;
  readonly folder: string;
  /** When FFmpeg was started (UTC ms). */
  readonly startedAt: number;
  /** Since when its camera has been silent (UTC ms), if it is, or was when the run ended; absent for a run of the past. */
  silentSince?(): number | undefined;
}

export interface IngestedSegment {
  readonly segment: Segment;
  readonly file: string;
}

export interface IngestPorts {
  probe(file: string): Promise<ProbeResult>;
  /** Tries to rescue what a broken file still holds, if need be as a copy at `copyTo` (probe/salvage.ts). */
  salvage?(file: string, result: ProbeResult, copyTo: string): Promise<SalvageResult>;
  /** Removes a dead start (0 or 1256 bytes, no fragment): the only removal ingest may ask for. */
  removeDeadStart(file: string): Promise<void>;
  /** Retention's door for a file whose time in quarantine is over; false when it could not go now. */
  removeQuarantined(kept: QuarantinedFile): Promise<boolean>;
  /** Called after the commit, once per segment that became visible or changed its state. */
  onSegment(added: IngestedSegment): void;
  /** How a camera's finished files are to be noticed (ING-6); asked again and again, so that a change needs no restart. */
  sourceOf(cameraNumber: number): IngestSource;
  /** Whether this volume's own disk is at its place: files of one that is away are not gone. Always, when absent. */
  isThere?(volumeNumber: number): Promise<boolean>;
  /** Tries before a segment is deferred, and the cool-down before the last try (settings `probe.*`). */
  probeLimits(): { readonly tries: number; readonly coolDownMs: number };
}

export type IngestCounters = Pick<
  CameraCounters,
  | 'manifestIngestCount'
  | 'watcherIngestCount'
  | 'manifestParseErrors'
  | 'probeRetryCount'
  | 'probeDeferredCount'
  | 'probeFinalFailCount'
>;

export interface AdoptionReport {
  readonly runs: number;
  readonly fromManifests: number;
  readonly adopted: number;
  /** Not readable now; decided after the cool-down. */
  readonly deferred: number;
  readonly deadStarts: number;
}
