/**
 * Reads for retention what its policies look at: cameras with their rules, their oldest files page by page, what is held,
 * and how much may go. Never more rows at once than one page; decides nothing.
 */
import type { Camera } from '../../shared/model/camera.ts';
import type { Span } from '../../shared/model/coverage.ts';
import { DELETION_BATCH } from '../../shared/model/limits.ts';
import type { RetentionRules } from '../../shared/model/retention.ts';
import { rulesOf } from '../../shared/model/retention.ts';
import type { Segment } from '../../shared/model/segment.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { RetentionPorts } from './ports.ts';
import type { Protection } from './retention-policy.ts';

export interface FootagePage {
  /** In order of start; those on other volumes are left out. */
  readonly files: readonly Segment[];
  /** Where the next page goes on; undefined behind the last file. */
  readonly after: number | undefined;
}

export class FootageReader {
  readonly #catalogue: Catalogue;
  readonly #ports: RetentionPorts;

  constructor(catalogue: Catalogue, ports: RetentionPorts) {
    this.#catalogue = catalogue;
    this.#ports = ports;
  }

  /** Every camera with footage that rules apply to: removed ones keep theirs for as long as they were asked to. */
  cameras(): Camera[] {
    const { cameras } = this.#catalogue;
    const kept = cameras.removed().filter((removed) => removed.footage === 'keep');
    return [...cameras.list(), ...kept.map((removed) => removed.camera)].toSorted(
      (a, b) => a.number - b.number,
    );
  }

  rulesOf(camera: Camera): RetentionRules {
    return rulesOf(camera.retention, this.#ports.rules().defaults);
  }

  protectionOf(cameraNumber: number, now: number): Protection {
    return {
      held: this.#catalogue.holds.rangesOf(cameraNumber, now),
      marked: this.#ports.marked(cameraNumber),
      inUse: (segmentId) => this.#ports.inUse(segmentId),
    };
  }

  /** The next files of a camera on these volumes, from the oldest on. */
  page(cameraNumber: number, volumes: ReadonlySet<number>, after?: number): FootagePage {
    const page = this.#catalogue.segments.page(cameraNumber, {
      limit: DELETION_BATCH,
      ...(after !== undefined && { after }),
    });
    return {
      files: page.filter((segment) => volumes.has(this.#catalogue.usage.volumeOf(segment.runId))).map(onDisk),
      after: page.length < DELETION_BATCH ? undefined : page.at(-1)?.id,
    };
  }

  /** What rules may take of a camera on these volumes: all but held and marked footage. Bytes. */
  freeBytes(cameraNumber: number, volumes: ReadonlySet<number>, protection: Protection): number {
    let sum = 0;
    for (const volume of volumes) sum += this.#catalogue.usage.bytesOf(cameraNumber, volume);
    const kept = union([...protection.held, ...protection.marked]);
    return Math.max(0, sum - this.#catalogue.holds.bytesWithin(cameraNumber, kept));
  }

  /** From where to where a camera's footage reaches; undefined without any. */
  extent(cameraNumber: number): { oldestAt: number; newestAt: number; newestId: number } | undefined {
    const { segments } = this.#catalogue;
    const [oldest, newest] = [segments.oldest(cameraNumber), segments.newest(cameraNumber)];
    if (!oldest || !newest) return undefined;
    return {
      oldestAt: oldest.startAt,
      newestAt: newest.startAt + newest.durationMs,
      newestId: newest.id,
    };
  }
}

/** The file of a failed row lies in quarantine and is counted there. */
function onDisk(segment: Segment): Segment {
  return segment.state === 'failed' ? { ...segment, sizeBytes: 0 } : segment;
}

function union(ranges: readonly Span[]): Span[] {
  const joined: Span[] = [];
  for (const range of ranges.toSorted((a, b) => a.from - b.from)) {
    const last = joined.at(-1);
    if (last && range.from <= last.to)
      joined[joined.length - 1] = { from: last.from, to: Math.max(last.to, range.to) };
    else joined.push(range);
  }
  return joined;
}
