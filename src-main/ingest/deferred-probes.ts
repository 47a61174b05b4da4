/**
 * Segments whose probe was put off: each is probed once more after its cool-down, then it is known or given up (PRB-3).
 * Given up means: a salvage was tried, and the file lies in quarantine (PRB-4). Survives restarts: the list is in the catalogue.
 */
import { rename } from 'node:fs/promises';
import path from 'node:path';
import type { IngestSource } from '../../shared/model/camera.ts';
import type { Segment } from '../../shared/model/segment.ts';
import type { Clock, Timer } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { SingleFlight } from '../base/single-flight.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { DeferredProbe } from '../catalogue/quarantine-table.ts';
import type { Mp4Report } from '../media-file/mp4-report.ts';
import { decideProbe } from '../probe/probe-policy.ts';
import type { ProbeResult } from '../probe/probe-result.ts';
import { acceptSegment } from './accept-segment.ts';
import type { CounterBook } from './ingest-counters.ts';
import type { IngestPorts } from './ports.ts';
import type { QuarantineMover } from './quarantine-mover.ts';

export interface DeferredDeps {
  readonly catalogue: Catalogue;
  readonly ports: IngestPorts;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly counters: CounterBook;
  readonly quarantine: QuarantineMover;
}

/** A disk that is away for now: asked again after this. */
const DISK_RETRY_MS = 60_000;

export class DeferredProbes {
  readonly #deps: DeferredDeps;
  readonly #flight = new SingleFlight(() => this.#run());
  #timer: Timer | undefined;
  #running: Promise<void> = Promise.resolve();
  #disposed = false;

  constructor(deps: DeferredDeps) {
    this.#deps = deps;
  }

  /** Looks at the list: probes what is due, and sets the alarm for the next. Call at start and after each deferral. */
  check(): Promise<void> {
    if (this.#disposed) return Promise.resolve();
    const running = this.#flight.trigger();
    this.#running = running.catch(() => {});
    return running;
  }

  /** Resolves when nothing is under way. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    this.#timer?.cancel();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { catalogue, clock, logger } = this.#deps;
    let waitMs = Number.POSITIVE_INFINITY;
    for (const probe of catalogue.quarantine.due(clock.now())) {
      if (this.#disposed) return;
      try {
        await this.#decide(probe);
      } catch (error) {
        waitMs = DISK_RETRY_MS;
        logger.warn('A deferred segment could not be decided', {
          segmentId: probe.segmentId,
          error: String(error),
        });
      }
    }
    for (const { retryAt } of catalogue.quarantine.deferred()) {
      if (retryAt > clock.now()) waitMs = Math.min(waitMs, retryAt - clock.now());
    }
    this.#timer?.cancel();
    if (this.#disposed || !Number.isFinite(waitMs)) return;
    this.#timer = clock.after(waitMs, () => void this.check().catch(() => {}));
  }

  async #decide({ segmentId, tries, source }: DeferredProbe): Promise<void> {
    const { catalogue, ports } = this.#deps;
    const segment = catalogue.segments.byId(segmentId);
    if (segment?.state !== 'deferred') return catalogue.quarantine.undefer(segmentId);
    const file = catalogue.pathOf(segment);
    if (file === undefined) throw new Error('nobody knows where its disk is');
    const result = await ports.probe(file);
    const decision = decideProbe({ result, tries: tries + 1, deferredBefore: true });
    if (decision.kind === 'fail') return this.#giveUp(segment, { file, result, source });
    const report = result.ok ? result.report : result.playable;
    const state = decision.kind === 'ready' ? 'ready' : 'suspect';
    if (report) await this.#accept(segment, { file, report, state });
  }

  #accept(
    segment: Segment,
    found: { readonly file: string; readonly report: Mp4Report; readonly state: 'ready' | 'suspect' },
  ): Promise<void> {
    const also = () => this.#deps.catalogue.quarantine.undefer(segment.id);
    return acceptSegment(this.#deps, { segment, ...found, also });
  }

  async #giveUp(
    segment: Segment,
    { file, result, source }: { file: string; result: ProbeResult; source: IngestSource },
  ): Promise<void> {
    const { counters, logger, ports, quarantine } = this.#deps;
    const copy = `${file}.salvaged`;
    const rescued = await ports.salvage?.(file, result, copy);
    const failure = result.ok ? 'unreadable' : result.failure;
    const detail = result.ok ? 'no pictures' : result.detail;
    const { id: segmentId, cameraNumber } = segment;
    quarantine.move({ file, segmentId, cameraNumber, failure, detail });
    if (rescued?.kind === 'copied') {
      await rename(rescued.file, file);
      return this.#accept(segment, { file, report: rescued.report, state: 'suspect' });
    }
    counters.count(cameraNumber, source, 'probeFinalFailCount');
    logger.warn('An unreadable segment was moved to quarantine', {
      file: path.basename(file),
      failure,
      detail,
    });
    const failed = this.#deps.catalogue.segments.byId(segmentId);
    if (failed) ports.onSegment({ segment: failed, file });
  }
}
