/** Footage on a real disk with its catalogue, and a retention pass over it: rules, disks and the time are the test's. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Camera } from '../../shared/model/camera.ts';
import type { CameraRetention, RetentionRules } from '../../shared/model/retention.ts';
import { defaultCameraRetention } from '../../shared/model/retention.ts';
import type { Segment } from '../../shared/model/segment.ts';
import type { Clock } from '../../src-main/base/clock.ts';
import { systemClock } from '../../src-main/base/clock.ts';
import { silentLogger } from '../../src-main/base/logger.ts';
import type { Catalogue } from '../../src-main/catalogue/catalogue.ts';
import type { RetentionPorts, RetentionVolume } from '../../src-main/retention/ports.ts';
import { RetentionPass } from '../../src-main/retention/retention-pass.ts';
import type { PassDeps, PassReport } from '../../src-main/retention/retention-pass.ts';
import { SegmentRemover } from '../../src-main/retention/segment-remover.ts';
import { addCamera, NO_INDEX, openTestCatalogue, segmentOf } from './catalogue-fixture.ts';
import { tempFolder } from './temp-folder.ts';

export const DAY_MS = 86_400_000;
export const SIZE = 100;

export interface FootageWish {
  readonly slug: string;
  /** Starts of the files, UTC ms; one run holds them all. */
  readonly starts: readonly number[];
  readonly retention?: Partial<CameraRetention>;
  readonly volumeNumber?: number;
  /** Ten minutes when absent. */
  readonly durationMs?: number;
  readonly camera?: Camera;
}

export class RetentionRoom {
  readonly root = tempFolder();
  readonly catalogue: Catalogue;
  readonly now = Date.UTC(2026, 10, 23, 12);
  readonly remover: SegmentRemover;
  readonly deps: PassDeps;
  defaults: RetentionRules = { keepDays: 30 };
  /** Plenty of room, unless a test says otherwise. */
  room = { totalBytes: 1_000_000, availableBytes: 900_000 };
  readonly away = new Set<number>();
  readonly inUse = new Set<number>();
  marked: RetentionPorts['marked'] = () => [];
  #runs = 0;

  constructor(options: { readonly catalogueFile?: string; readonly clock?: Clock } = {}) {
    this.catalogue = openTestCatalogue(options.catalogueFile, this.root);
    const clock: Clock = options.clock ?? { ...systemClock, now: () => this.now };
    const ports: RetentionPorts = {
      volumes: () => Promise.resolve(this.#volumes()),
      isPresent: (number) => Promise.resolve(!this.away.has(number)),
      inUse: (segmentId) => this.inUse.has(segmentId),
      marked: (cameraNumber) => this.marked(cameraNumber),
      rules: () => ({ defaults: this.defaults, blockPercent: 90 }),
    };
    const base = { catalogue: this.catalogue, clock, logger: silentLogger };
    this.remover = new SegmentRemover({ ...base, isPresent: ports.isPresent });
    this.deps = { ...base, ports, remover: this.remover };
  }

  /** A camera with one file per start, each of `SIZE` bytes and ten minutes. */
  footage(wish: FootageWish): { camera: Camera; segments: readonly Segment[]; files: readonly string[] } {
    const camera =
      wish.camera ??
      addCamera(this.catalogue, {
        slug: wish.slug,
        retention: { ...defaultCameraRetention, ...wish.retention },
        createdAt: 0,
      });
    const [startedAt = this.now] = wish.starts;
    const sessionId = this.catalogue.sessions.begin({ cameraNumber: camera.number, startedAt });
    const folder = `run-${(this.#runs += 1)}`;
    const runId = this.catalogue.runs.begin({
      cameraNumber: camera.number,
      sessionId,
      folder,
      startedAt,
      ...(wish.volumeNumber !== undefined && { volumeNumber: wish.volumeNumber }),
    });
    const { durationMs = 600_000 } = wish;
    const segments = wish.starts.map((startAt) => {
      const segment = segmentOf({ cameraNumber: camera.number, runId }, { startAt, sizeBytes: SIZE });
      const long = { ...segment, durationMs, mediaDurationMs: durationMs };
      return this.catalogue.segments.insert(long, NO_INDEX).segment;
    });
    this.catalogue.runs.end(runId, { endedAt: this.now, reason: 'app-stopped' });
    this.catalogue.runs.settle(runId);
    const files = segments.map((segment) => this.catalogue.pathOf(segment) ?? '');
    for (const file of files) {
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, 'x'.repeat(SIZE));
    }
    return { camera, segments, files };
  }

  pass(avoid: readonly number[] = []): Promise<PassReport> {
    return new RetentionPass(this.deps, new AbortController().signal).run(new Set(avoid));
  }

  /** Starts of what is left of a camera, in whole days before now. */
  daysLeft(camera: Camera): number[] {
    const left = this.catalogue.segments.page(camera.number, { limit: 1_000_000 });
    return left.map((segment) => Math.round((this.now - segment.startAt) / DAY_MS));
  }

  daysAgo(...days: readonly number[]): number[] {
    return days.map((each) => this.now - each * DAY_MS);
  }

  #volumes(): RetentionVolume[] {
    const all = this.catalogue.volumes.list().filter(({ number }) => !this.away.has(number));
    return all.map(({ number }) => ({ number, ...this.room }));
  }
}
