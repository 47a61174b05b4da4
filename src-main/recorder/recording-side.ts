/**
 * Wires what makes footage: relay, pulls, supervisors, ingest, deletion. Runs tell ingest what they write, ingest tells
 * the volume that something was stored. Connects only; every decision is in the rooms it connects.
 */
import { CameraRegistry } from '../cameras/camera-registry.ts';
import { catalogueJournal } from '../cameras/catalogue-journal.ts';
import type { RecorderProgram, RunHandle } from '../cameras/ports.ts';
import { createStillTaker, type TakeStill } from '../cameras/still.ts';
import { spawnFfmpeg } from '../ffmpeg/child.ts';
import { RunEnds } from '../health/run-ends.ts';
import { Ingest } from '../ingest/ingest.ts';
import type { IngestedSegment } from '../ingest/ports.ts';
import type { ProbeResult } from '../probe/probe-result.ts';
import { Prober } from '../probe/prober.ts';
import { salvage } from '../probe/salvage.ts';
import { startRelay, type Relay } from '../relay/relay.ts';
import { SegmentRemover } from '../retention/segment-remover.ts';
import type { StorageGuard } from '../storage/storage-guard.ts';
import type { VolumeSet } from '../storage/volume-set.ts';
import { Emitter } from '../base/emitter.ts';
import { openCameraSources, type CameraSources } from './camera-sources.ts';
import { DemoCameras } from './demo-cameras.ts';
import type { Ground } from './ground.ts';
import { openVolumeSide } from './volume-side.ts';

export interface RecordingEvents {
  segment: IngestedSegment;
  runStarted: RunHandle;
  fileOpened: { readonly run: RunHandle; readonly file: string };
  runEnded: RunHandle;
}

export interface RecordingSide extends CameraSources {
  readonly events: Emitter<RecordingEvents>;
  readonly runEnds: RunEnds;
  readonly storage: StorageGuard;
  readonly volumes: VolumeSet;
  readonly ingest: Ingest;
  readonly relay: Relay;
  readonly registry: CameraRegistry;
  readonly remover: SegmentRemover;
  readonly demo: DemoCameras;
  readonly takeStill: TakeStill;
  readonly probe: (file: string) => Promise<ProbeResult>;
  /** What earlier lives of the app left is in the catalogue; cameras that are recorded may be ahead of it. */
  readonly adopted: Promise<unknown>;
  /** Finishes every run, then lets go of cameras and relay. */
  close(): Promise<void>;
}

/** Also recovers what a crash left: pending deletions, unread manifests, open segments. Starts no camera yet. */
export async function openRecordingSide(ground: Ground): Promise<RecordingSide> {
  const { catalogue, clock, logger, settings, ledger, ffmpeg, childEnv, redactor } = ground;
  const runEnds = new RunEnds();
  const events = new Emitter<RecordingEvents>((error) =>
    logger.error('A listener failed', { error: String(error) }),
  );
  const disks = openVolumeSide(ground);
  const remover = new SegmentRemover({ catalogue, clock, logger, isPresent: disks.isThere });
  const { storage, volumes } = disks;
  const reading = { ffmpegPath: ffmpeg.path, env: childEnv, clock, logger };
  const prober = new Prober(reading);
  const program = { binary: ffmpeg.path, env: childEnv, clock, logger, redactor, ledger };

  const ingest = new Ingest({
    catalogue,
    clock,
    logger,
    probe: (file) => prober.probeSegment(file),
    salvage: (file, result, copyTo) => salvage(file, result, copyTo, reading),
    removeDeadStart: (file) => remover.removeDeadStart(file),
    removeQuarantined: (kept) => remover.removeQuarantined(kept),
    onSegment: (added) => {
      events.emit('segment', added);
      disks.footageStored(added.segment);
    },
    probeLimits: () => settings.get().probe,
    sourceOf: (cameraNumber) =>
      catalogue.cameras.byNumber(cameraNumber)?.ingestSource ?? settings.get().ingest.source,
    isThere: (volumeNumber) => disks.isThere(volumeNumber),
  });
  await remover.finishPendingDeletions();
  const adopted = ingest.adoptCrashedRuns();
  // A catalogue that was replaced may leave thousands of files to this; cameras do not wait for them.
  if (!ground.isReadingDisks) await adopted;
  const lastSeenAt = catalogue.heartbeats.last()?.lastBeatAt ?? ground.startedAt;
  catalogue.sessions.endLeftOpen(lastSeenAt);

  const { relayWorkerUrl } = ground.options;
  const relay = await startRelay(
    relayWorkerUrl ? { mode: 'worker', workerUrl: relayWorkerUrl } : { mode: 'inline' },
    { clock, logger },
  );
  const demo = new DemoCameras(ground);
  const spawning: RecorderProgram = {
    binary: ffmpeg.path,
    env: childEnv,
    spawn: (wish) => spawnFfmpeg({ ...program, ...wish }),
  };
  const sources = openCameraSources(ground, { relay, demo, program, spawning });
  const { pulls, encoders, localCameras } = sources;
  const registry = new CameraRegistry({
    cameras: catalogue.cameras,
    volumes: catalogue.volumes,
    secrets: ground.secrets,
    pulls,
    localCameras,
    clock,
    logger,
    removeFootage: async ({ number }) => void (await remover.removeCameraFootage(number)),
    prepare: (camera) => demo.start(camera),
    retire: (camera) => demo.stop(camera),
    supervisorDeps: {
      clock,
      logger,
      pulls,
      journal: catalogueJournal(catalogue),
      volumeOf: (camera) => disks.volumeOf(camera),
      program: spawning,
      encoderOf: (device) => encoders.encoderOf(device),
      random: Math.random,
      timeZone: ground.timeZone,
      lastSeenAt,
      settings: () => ({ rotationSeconds: rotationSeconds(ground), reconnect: settings.get().reconnect }),
      ingestCounters: (cameraNumber) => ingest.counters(cameraNumber),
      hooks: {
        runStarted: (run) => {
          ingest.watchRun(run);
          events.emit('runStarted', run);
        },
        fileOpened: (run, file) => {
          ingest.wake(run.runId);
          events.emit('fileOpened', { run, file });
        },
        runEnded: async (run, reason) => {
          disks.runEnded(run.runId, reason);
          runEnds.note(run.cameraNumber, reason);
          await ingest.finishRun(run.runId);
          events.emit('runEnded', run);
        },
      },
    },
  });
  const stopListening = [
    onRotationChange(ground, () => registry.settingsChanged()),
    disks.connect({ registry, ingest }),
  ];
  return {
    events,
    runEnds,
    storage,
    volumes,
    ingest,
    relay,
    ...sources,
    registry,
    remover,
    demo,
    takeStill: createStillTaker(program),
    probe: (file) => prober.probeSegment(file),
    adopted,
    close: async () => {
      for (const stop of stopListening) stop();
      await registry.close();
      await pulls.close();
      await encoders.close();
      await relay.close();
      await demo.stopAll();
      await ingest.dispose();
      storage.dispose();
    },
  };
}

function rotationSeconds({ settings }: Ground): number {
  const { rotationMinutes, rotationSeconds: override } = settings.get().recording;
  return override ?? rotationMinutes * 60;
}

/** Only a changed rotation needs new runs; other settings are read when they are needed. */
function onRotationChange(ground: Ground, changed: () => void): () => void {
  let before = rotationSeconds(ground);
  return ground.settings.on('changed', () => {
    const now = rotationSeconds(ground);
    if (now !== before) changed();
    before = now;
  });
}
