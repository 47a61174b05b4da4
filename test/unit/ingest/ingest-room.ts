/** An ingest on a real folder and a catalogue in memory; what a probe finds is said by the test. */
import { appendFileSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { silentLogger } from '../../../src-main/base/logger.ts';
import type { Logger } from '../../../src-main/base/logger.ts';
import { Ingest } from '../../../src-main/ingest/ingest.ts';
import type { IngestPorts, RunToIngest } from '../../../src-main/ingest/ports.ts';
import type { Mp4Report } from '../../../src-main/media-file/mp4-report.ts';
import type { ProbeResult } from '../../../src-main/probe/probe-result.ts';
import type { IngestSource } from '../../../shared/model/camera.ts';
import { segmentFileName } from '../../../shared/model/segment-name.ts';
import { addCamera, beginRun, HOUR_START, openTestCatalogue } from '../../support/catalogue-fixture.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { tempFolder } from '../../support/temp-folder.ts';

export const report: Mp4Report = {
  kind: 'fragmented',
  complete: true,
  finalized: true,
  sizeBytes: 1_000,
  validTo: 1_000,
  initBytes: 100,
  video: {
    trackId: 1,
    codec: 'H264',
    codecString: 'avc1.64001f',
    width: 640,
    height: 360,
    timescale: 12_800,
  },
  fragments: [{ offset: 100, sizeBytes: 900, startMs: 0, durationMs: 10_000, key: true, hasAudio: false }],
  durationMs: 10_000,
  pictures: 250,
  fps: 25,
};
export const good: ProbeResult = { ok: true, report, readBy: 'boxes' };
export const notFinalized: ProbeResult = {
  ok: false,
  failure: 'not-finalized',
  detail: 'moov atom not found',
};

export function ingestRoom(options: { ports?: Partial<IngestPorts>; logger?: Logger } = {}) {
  const recordingsFolder = tempFolder();
  const catalogue = openTestCatalogue(':memory:', recordingsFolder);
  const clock = new FakeClock(HOUR_START);
  const added: { name: string; state: string }[] = [];
  const removed: string[] = [];
  const probes: string[] = [];
  let result: (name: string) => ProbeResult | Promise<ProbeResult> = () => good;
  const create = (): Ingest =>
    new Ingest({
      catalogue,
      clock,
      logger: options.logger ?? silentLogger,
      probe: async (file) => {
        probes.push(path.basename(file));
        return result(path.basename(file));
      },
      removeDeadStart: async (file) => void removed.push(path.basename(file)),
      removeQuarantined: async () => true,
      onSegment: ({ segment, file }) => added.push({ name: path.basename(file), state: segment.state }),
      probeLimits: () => ({ tries: 5, coolDownMs: 600_000 }),
      sourceOf: () => room.source,
      ...options.ports,
    });
  const room = {
    /** How finished files are noticed; may be changed at any time. */
    source: 'manifest' as IngestSource,
    recordingsFolder,
    catalogue,
    clock,
    added,
    removed,
    probes,
    /** What a probe of this file says; the test may replace it at any time. */
    set result(says: (name: string) => ProbeResult | Promise<ProbeResult>) {
      result = says;
    },
    ingest: create(),
    /** The app starts again. */
    async restart() {
      await room.ingest.dispose();
      room.ingest = create();
    },
    /** A camera with a run whose folder exists. */
    begin(slug = 'front-door'): RunToIngest & { manifest: string } {
      const camera =
        catalogue.cameras.list().find((known) => known.slug === slug) ?? addCamera(catalogue, { slug });
      const runId = beginRun(catalogue, camera.number);
      const folder = path.join(
        recordingsFolder,
        ...catalogue.folderOf(catalogue.runs.byId(runId)!).split('/'),
      );
      mkdirSync(folder, { recursive: true });
      const manifest = path.join(folder, 'segments.csv');
      return { runId, cameraNumber: camera.number, slug, folder, startedAt: HOUR_START, manifest };
    },
    nameOf: (run: RunToIngest, n: number): string => segmentFileName(run.slug, HOUR_START / 1000 + n * 10),
    /** Writes the n-th ten-second file of a run; returns its name. */
    file(run: RunToIngest, n: number, content: string | Uint8Array = 'media'): string {
      const name = room.nameOf(run, n);
      const file = path.join(run.folder, name);
      writeFileSync(file, content);
      const endS = HOUR_START / 1000 + (n + 1) * 10;
      utimesSync(file, endS, endS);
      return name;
    },
    /** Writes the n-th file and its row. */
    row(run: RunToIngest & { manifest: string }, n: number): string {
      const name = room.file(run, n);
      appendFileSync(run.manifest, `${name},${n * 10}.000000,${n * 10 + 10}.000000\n`);
      return name;
    },
    segments: (run: RunToIngest) => catalogue.segments.inRange(run.cameraNumber, 0, HOUR_START * 2),
  };
  onTestFinished(() => room.ingest.dispose());
  return room;
}
