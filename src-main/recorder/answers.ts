/** The methods of the contract, each answered by the room that knows: one line per call, no logic. */
import { testCamera } from '../cameras/camera-test.ts';
import type { AnswerParts } from './answer-parts.ts';
import type { RecorderFacade } from './facade.ts';
import { healthReport } from './health-report.ts';

export function createAnswers(parts: AnswerParts): Omit<RecorderFacade, 'on' | 'fetch' | 'openLive'> {
  const { ground, side, viewing, retention, care } = parts;
  const { clock, settings, options } = ground;
  const { registry, storage, volumes, takeStill, demo, encoders, localCameras, ingest } = side;
  return {
    app: {
      get: () => ({
        version: options.version,
        host: options.host,
        dataFolder: options.dataDir,
        recordingsFolder: ground.catalogue.volumes.default().path ?? '',
        ffmpeg: ground.ffmpeg,
        timeZone: ground.timeZone(),
        startedAt: ground.startedAt,
      }),
    },
    cameras: {
      add: (input) => registry.add(input),
      list: () => registry.list(),
      get: ({ id }) => registry.get(id),
      update: (patch) => registry.update(patch),
      remove: async ({ id, footage }) => {
        await registry.remove(id, footage);
        return { ok: true };
      },
      test: async ({ source, id }) =>
        testCamera(await registry.sourceToTest(source, id), {
          open: (wanted) => localCameras.openToTest(wanted),
          encoderOf: (device) => encoders.encoderOf(device),
          takeStill,
          clock,
        }),
      devices: () => localCameras.list(),
      status: ({ id }) => registry.status(id),
    },
    recording: {
      start: async ({ id }) => ({ sessionId: await registry.startRecording(id) }),
      stop: async ({ id }) => {
        const sessionId = await registry.stopRecording(id);
        return sessionId === undefined ? {} : { sessionId };
      },
    },
    storage: { info: () => storage.info() },
    volumes: {
      list: () => volumes.list(),
      add: (wish) => volumes.add(wish),
      update: ({ number, name }) => volumes.rename(number, name),
      remove: ({ number }) => {
        volumes.remove(number);
        return { ok: true };
      },
    },
    timeline: { get: (range) => viewing.timeline(range) },
    coverage: viewing.coverage,
    segments: {
      list: (range) => viewing.playback.segments(range),
    },
    playback: { playlist: (range) => viewing.playback.playlist(range) },
    live: {
      open: ({ cameraId, stream }) => {
        registry.get(cameraId);
        return { url: `/live/${cameraId}/${stream}.mp4`, mimeType: 'video/mp4' };
      },
      subscribe: (wish) => viewing.live.subscribe(wish),
      unsubscribe: (wish) => viewing.live.unsubscribe(wish),
    },
    stills: {
      get: ({ cameraId, at }) => {
        registry.get(cameraId);
        return { url: `/stills/${cameraId}/${Math.round(at)}.jpg` };
      },
    },
    retention: retention.retention,
    holds: retention.holds,
    health: { get: () => healthReport(parts) },
    quarantine: {
      list: () => ingest.unreadable.list(),
      retry: ({ id }) => ingest.unreadable.retry(id),
      reveal: ({ id }) => {
        const path = ingest.unreadable.pathOf(id);
        options.showInFolder?.(path);
        return { path, shown: options.showInFolder !== undefined };
      },
    },
    problems: {
      dismiss: ({ id }) => {
        care.dismiss(id);
        return { ok: true };
      },
    },
    settings: { get: () => settings.get(), update: (patch) => settings.update(patch) },
    demo: {
      fault: ({ cameraId, fault, durationMs }) => {
        demo.get(cameraId).setFault(fault, durationMs);
        return { ok: true };
      },
      sendLog: ({ cameraId, from, to }) => demo.get(cameraId).sendLog(from, to),
    },
  };
}
