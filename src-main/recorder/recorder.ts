/**
 * The composition root: builds, connects, starts and stops everything, in the order of ARCHITECTURE.md's life cycle.
 * No decisions of its own.
 */
import type { Events } from '../../shared/contract/names.ts';
import { Emitter } from '../base/emitter.ts';
import { createAnswers } from './answers.ts';
import { openCareSide } from './care-side.ts';
import type { RecorderOptions, RunningRecorder } from './facade.ts';
import { layGround } from './ground.ts';
import { publishMetrics } from './publish-metrics.ts';
import { openRecordingSide } from './recording-side.ts';
import { openRetentionSide } from './retention-side.ts';
import { openViewingSide } from './viewing-side.ts';
import { startWatch } from './watch.ts';

/** Resolves when cameras are being taken up. Rejects with SettingsError or AppError, and then nothing is left running. */
export async function startRecorder(options: RecorderOptions): Promise<RunningRecorder> {
  const ground = await layGround(options);
  const undo: (() => Promise<void> | void)[] = [() => ground.close()];
  const unwind = async () => {
    for (const step of undo.toReversed()) await step();
  };
  try {
    const side = await openRecordingSide(ground);
    undo.push(() => side.close());
    const events = new Emitter<Events>((error) =>
      ground.logger.error('A listener of the recorder failed', { error: String(error) }),
    );
    const viewing = openViewingSide(ground, side, events);
    undo.push(() => viewing.close());
    const retention = openRetentionSide({ ground, side, inUse: (id) => viewing.playback.isInUse(id) });
    undo.push(() => retention.close());
    const care = openCareSide(ground, side);
    undo.push(() => care.close());
    const watch = startWatch({ ground, side, viewing, retention, care }, events);
    undo.push(() => watch.close());
    const metrics = publishMetrics({ ground, side, viewing, watch });
    if (options.demo !== undefined) await side.demo.prepare(options.demo);
    await side.registry.start();
    if (side.registry.list().length === 0) side.demo.prepareAhead();
    if (options.demo !== undefined) await side.demo.topUp(options.demo, side.registry);
    // Cameras first: a disk full of folders must not keep them waiting.
    void side.ingest.findOrphans();
    retention.start();
    care.start();
    ground.logger.info('Watchpost is recording.', {
      version: options.version,
      ffmpeg: ground.ffmpeg.version,
      cameras: side.registry.list().length,
    });
    return {
      ...createAnswers({ ground, side, viewing, retention, watch, care }),
      on: (event, listener) => events.on(event, listener),
      fetch: (request) => (new URL(request.url).pathname === '/metrics' ? metrics() : viewing.fetch(request)),
      openLive: (port) => viewing.openLive(port),
      stop: async () => {
        // Cameras first: their last segments still need catalogue, ingest and listeners.
        viewing.close();
        await retention.close();
        await care.close();
        await side.close();
        watch.close();
        ground.catalogue.heartbeats.appStopped(ground.clock.now());
        ground.close();
      },
    };
  } catch (error) {
    await unwind();
    throw error;
  }
}
