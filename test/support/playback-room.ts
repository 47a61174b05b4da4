/**
 * Everything between FFmpeg's files and a player, put together as the recorder does: catalogue, prober, ingest, growing
 * files, ledger, playback, and the media handler on a loopback port. Removed when the test ends.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { Readable } from 'node:stream';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import { onTestFinished } from 'vitest';
import { systemClock } from '../../src-main/base/clock.ts';
import { silentLogger } from '../../src-main/base/logger.ts';
import { gapReasonOf } from '../../src-main/cameras/end-reasons.ts';
import { runFolderName } from '../../src-main/cameras/run-folder.ts';
import { CoverageLedger } from '../../src-main/coverage/ledger.ts';
import { holesOnWallClock } from '../../src-main/coverage/file-facts.ts';
import { Ingest } from '../../src-main/ingest/ingest.ts';
import type { IngestedSegment } from '../../src-main/ingest/ports.ts';
import { createMediaHandler } from '../../src-main/media/handler.ts';
import type { MediaHandler } from '../../src-main/media/handler.ts';
import { OpenSegments } from '../../src-main/playback/open-segments.ts';
import { Playback } from '../../src-main/playback/playback.ts';
import { Timeline } from '../../src-main/playback/timeline.ts';
import { Prober } from '../../src-main/probe/prober.ts';
import { addCamera, openTestCatalogue } from './catalogue-fixture.ts';
import { testEnvironment, testFfmpeg } from './ffmpeg-fixture.ts';
import { writeSegments } from './segment-writer.ts';
import type { SegmentWriterOptions } from './segment-writer.ts';
import { tempFolder } from './temp-folder.ts';
import { until } from './until.ts';

export async function playbackRoom() {
  const folder = tempFolder();
  const recordingsFolder = path.join(folder, 'recordings');
  const catalogue = openTestCatalogue(path.join(folder, 'catalogue.db'), recordingsFolder);
  const clock = systemClock;
  const logger = silentLogger;
  const added: (IngestedSegment & { readonly at: number })[] = [];
  const grown: { cameraId: string; startAt: number; playableUntil: number }[] = [];
  const prober = new Prober({ ffmpegPath: testFfmpeg, env: testEnvironment, clock, logger });
  const createIngest = () =>
    new Ingest({
      catalogue,
      clock,
      logger,
      probe: (file) => prober.probeSegment(file),
      removeDeadStart: async (file) => rmSync(file),
      removeQuarantined: async () => true,
      onSegment: (segment) => void added.push({ ...segment, at: Date.now() }),
      probeLimits: () => ({ tries: 5, coolDownMs: 600_000 }),
      sourceOf: () => 'manifest',
    });
  const open = new OpenSegments({ catalogue, clock, logger, onGrown: (event) => void grown.push(event) });
  const playback = new Playback({ catalogue, open, clock });
  const ledger = new CoverageLedger({
    catalogue,
    clock,
    gapReasonOf,
    openFootage: (cameraNumber) =>
      open.of(cameraNumber).map((file) => ({
        runId: file.runId,
        from: file.startAt,
        to: file.startAt + file.durationMs,
        holes: holesOnWallClock(file.fragments, file),
      })),
  });
  const timeline = new Timeline({ catalogue, open, ledger: (range) => ledger.drawn(range) });
  const handler = createMediaHandler({
    resolvers: {
      playlist: (range, shape) => playback.playlistText(range, shape),
      file: (ref, showing) => playback.file(ref, showing),
      liveStream: async () => undefined,
    },
  });
  const server = await serve(handler);
  mkdirSync(recordingsFolder);
  const camera = addCamera(catalogue);
  catalogue.enablement.record(camera.number, Date.now(), 'enabled');

  const room = {
    camera,
    catalogue,
    recordingsFolder,
    added,
    grown,
    open,
    playback,
    ledger,
    timeline,
    handler,
    url: server.url,
    ingest: createIngest(),
    async restartIngest() {
      await room.ingest.dispose();
      room.ingest = createIngest();
    },
    /** Begins a run and writes it with FFmpeg; ingest follows it as it follows a camera's. */
    record(options: Omit<SegmentWriterOptions, 'folder' | 'slug'>) {
      const startedAt = Date.now();
      const sessionId = catalogue.sessions.begin({ cameraNumber: camera.number, startedAt });
      const name = runFolderName(startedAt, Math.random());
      const runId = catalogue.runs.begin({ cameraNumber: camera.number, sessionId, folder: name, startedAt });
      const runFolder = path.join(recordingsFolder, camera.slug, name);
      mkdirSync(runFolder, { recursive: true });
      const run = { runId, cameraNumber: camera.number, slug: camera.slug, folder: runFolder, startedAt };
      room.ingest.watchRun(run);
      const writer = writeSegments({ ...options, folder: runFolder, slug: camera.slug });
      onTestFinished(() => writer.kill('SIGKILL'));
      writer.onOpened((file) => {
        open.opened({ ...run, cameraId: camera.id, file });
        room.ingest.wake(runId);
      });
      return {
        ...run,
        writer,
        /** Waits for FFmpeg's end and has the run settled. */
        async finished(reason: 'camera-lost' | 'recorder-crashed' = 'camera-lost') {
          await writer.exited;
          catalogue.runs.end(runId, { endedAt: Date.now(), reason });
          await room.ingest.finishRun(runId);
          open.closed(runId);
        },
      };
    },
    /** Waits until the file that is being written holds so many whole fragments. */
    growsTo: (fragments: number) =>
      until(() => (open.of(camera.number)[0]?.fragments.length ?? 0) >= fragments, { timeoutMs: 30_000 }),
    segments: () => catalogue.segments.inRange(camera.number, 0, Date.now() + 86_400_000),
  };
  onTestFinished(async () => {
    open.dispose();
    await room.ingest.dispose();
    await server.close();
  });
  return room;
}

/** The media handler behind node:http, as the browser host has it, without its protections. */
async function serve(handler: MediaHandler): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer(async (request, response) => {
    const headers = new Headers();
    if (request.headers.range) headers.set('range', request.headers.range);
    const method = request.method ?? 'GET';
    const answer = await handler(new Request(`http://127.0.0.1${request.url}`, { method, headers }));
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    if (!answer.body) return void response.end();
    const body = Readable.fromWeb(answer.body as NodeReadableStream);
    body.on('error', () => response.destroy());
    response.on('close', () => body.destroy());
    body.pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
