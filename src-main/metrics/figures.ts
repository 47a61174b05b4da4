/** What the recorder hands over to be published: one picture of everything, taken when somebody asks. Plain types. */
import type { IngestSource } from '../../shared/model/camera.ts';
import type { CameraStatus, SourceCounters } from '../../shared/model/camera-status.ts';
import type { EndReason } from '../../shared/model/end-reason.ts';
import type { FootageArrival, IngestQueue } from '../../shared/model/health.ts';
import type { StorageInfo, VolumeInfo } from '../../shared/model/storage.ts';

export interface CameraFigures {
  /** Frozen and free of user text: the label of everything that is one camera's. */
  readonly slug: string;
  readonly status: CameraStatus;
  readonly arrival: FootageArrival;
  /** Where the newest footage ends; UTC ms. */
  readonly newestFootageAt?: number;
  /** When the file that is being written began; UTC ms. */
  readonly openFileSince?: number;
  readonly queue: IngestQueue;
  readonly runEnds: readonly { readonly reason: EndReason; readonly count: number }[];
  /** By the way a file was noticed. */
  readonly bySource: Readonly<Record<IngestSource, SourceCounters>>;
  /** Packets the camera numbered that never came, in this connection. */
  readonly lostPackets?: number;
}

export interface ProcessFigures {
  readonly startedAt: number;
  readonly residentBytes: number;
  readonly heapUsedBytes: number;
  readonly cpuSeconds: number;
}

export interface Figures {
  readonly now: number;
  readonly version: string;
  readonly cameras: readonly CameraFigures[];
  /** Slugs by camera id, removed cameras with footage included where they are known. */
  readonly slugs: ReadonlyMap<string, string>;
  readonly problems: Readonly<Record<'warn' | 'bad', number>>;
  /** Undefined while the disk cannot be read. */
  readonly storage?: StorageInfo;
  readonly volumes: readonly VolumeInfo[];
  readonly eventLoopDelayP99Ms: number;
  readonly process: ProcessFigures;
}

/** Of the moment; the same for all families of one scrape. */
export type ReadFigures = () => Figures;
