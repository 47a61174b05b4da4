/** What the retention room is given from outside: the disks that are there, and what may not go for now. Types only. */
import type { Span } from '../../shared/model/coverage.ts';
import type { RetentionRules } from '../../shared/model/retention.ts';
import type { DiskRoom } from '../storage/storage-policy.ts';

export interface RetentionVolume extends DiskRoom {
  readonly number: number;
}

export interface RetentionPorts {
  /** The volumes that are there now, with their room as of this moment. */
  volumes(): Promise<readonly RetentionVolume[]>;
  /** Whether the volume (and not another one, nor its bare mount point) is still there. */
  isPresent(volumeNumber: number): Promise<boolean>;
  /** Files that are being played or exported now. */
  inUse(segmentId: number): boolean;
  /** Bookmarked ranges and those of event clips. */
  marked(cameraNumber: number): readonly Span[];
  rules(): { readonly defaults: RetentionRules; readonly blockPercent: number };
}
