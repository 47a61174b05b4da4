/**
 * The contract in zod: params and result of every method, payload of every event. Main side, tests and docs only.
 * `names.ts` says the same in types; the last lines make the compiler hold the two against each other, both ways.
 * Unknown fields of params are dropped, except in settings, where a misspelt name must not look as if it were saved.
 */
import * as z from 'zod';
import { PROBE_TRIES, ROTATION_MINUTES, ROTATION_SECONDS_MIN } from '../model/limits.ts';
import * as m from './model-schemas.ts';
import { demoFaults, type CallName, type Calls, type EventName, type Events } from './names.ts';

const nothing = z.object({});
const byId = z.object({ id: m.id });
const byNumber = z.object({ id: m.count });
const done = z.object({ ok: z.literal(true) });
const footageRange = { cameraId: m.id, from: m.at, to: m.at };
const timeout = z.number().min(1).max(86_400_000);

const appInfo = z.object({
  version: z.string(),
  host: z.enum(['electron', 'node']),
  dataFolder: z.string(),
  recordingsFolder: z.string(),
  ffmpeg: z.object({ path: z.string(), version: z.string() }),
  timeZone: z.string(),
  startedAt: m.at,
});

const segmentRow = z.object({
  id: z.number(),
  file: z.string(),
  startAt: m.at,
  durationMs: m.ms,
  sizeBytes: m.bytes,
  videoCodec: z.string(),
  state: z.enum(['ready', 'suspect', 'deferred', 'failed', 'deleting']),
});

const problem = z.object({
  id: z.string(),
  severity: z.enum(['warn', 'bad']),
  cameraId: z.exactOptional(m.id),
  sentence: z.string(),
  advice: z.string(),
  since: m.at,
  code: z.exactOptional(z.number()),
  dismissable: z.exactOptional(z.literal(true)),
});

const runRow = z.object({
  runId: z.number(),
  startedAt: m.at,
  endedAt: z.exactOptional(m.at),
  endReason: z.exactOptional(z.string()),
  segments: m.count,
});

const unreadableFile = z.object({
  id: m.count,
  cameraId: z.exactOptional(m.id),
  cameraName: z.string(),
  file: z.string().describe('where it was recorded, below the recordings folder'),
  recordedAt: z.exactOptional(m.at),
  durationMs: z.exactOptional(m.ms),
  failure: z.string(),
  sentence: z.string(),
  detail: z.string(),
  sizeBytes: m.bytes,
  at: m.at,
  keptUntil: m.at,
});

const healthReport = z.object({
  problems: z.array(problem),
  cameras: z.array(
    z.object({
      cameraId: m.id,
      counters: m.cameraCounters,
      lastRuns: z.array(runRow),
      queueLength: m.count,
      queue: m.ingestQueue,
      pipeline: z.array(m.stepReport),
      arrival: m.footageArrival,
      newestFootageAt: z.exactOptional(m.at),
      ingestSource: m.ingestSource,
      bySource: z.object({ manifest: m.sourceCounters, watcher: m.sourceCounters }),
    }),
  ),
  totals: m.cameraCounters,
  quarantine: z.array(z.object({ file: z.string(), reason: z.string(), at: m.at })),
  unlisted: z.array(z.object({ file: z.string(), cameraId: z.exactOptional(m.id) })),
  eventLoopDelayP99Ms: z.number(),
});

const rotationMinutes = z.int().min(ROTATION_MINUTES.min).max(ROTATION_MINUTES.max);
const rotationSeconds = z.int().min(ROTATION_SECONDS_MIN).max(86_400);
const thresholdPercent = z.number().min(1).max(100);

const settings = z.strictObject({
  recording: z.strictObject({ rotationMinutes, rotationSeconds: z.exactOptional(rotationSeconds) }),
  storage: z.strictObject({
    warnPercent: thresholdPercent,
    blockPercent: thresholdPercent,
    recordingsFolder: z.string().min(1).max(4096),
    reserveBytes: z.exactOptional(m.bytes),
  }),
  retention: m.retentionRules,
  ingest: z.strictObject({ source: m.ingestSource }),
  probe: z.strictObject({
    tries: z
      .int()
      .min(1)
      .max(PROBE_TRIES * 20),
    coolDownMs: timeout,
  }),
  reconnect: z.strictObject({ minMs: timeout, maxMs: timeout, slowMs: timeout }),
});

const settingsPatch = z.strictObject({
  recording: optionalFields(settings.shape.recording),
  storage: optionalFields(settings.shape.storage),
  retention: optionalFields(settings.shape.retention),
  ingest: optionalFields(settings.shape.ingest),
  probe: optionalFields(settings.shape.probe),
  reconnect: optionalFields(settings.shape.reconnect),
});

const recording = z.exactOptional(
  z.object({ mode: m.recordingMode, schedule: z.exactOptional(m.weeklyScheduleInput) }),
);

export const callSchemas = {
  'app.get': { params: nothing, result: appInfo },
  'cameras.add': {
    params: z.object({
      name: m.cameraName,
      source: m.sourceInput,
      recording,
      recordAudio: z.exactOptional(z.boolean()),
      volume: z.exactOptional(m.volumeNumber),
      retention: z.exactOptional(m.cameraRetentionPatch),
    }),
    result: m.camera,
  },
  'cameras.list': { params: nothing, result: z.array(m.camera) },
  'cameras.get': { params: byId, result: m.camera },
  'cameras.update': {
    params: z.object({
      id: m.id,
      name: z.exactOptional(m.cameraName),
      source: z.exactOptional(m.sourceInput),
      recording,
      enabled: z.exactOptional(z.boolean()),
      recordAudio: z.exactOptional(z.boolean()),
      volume: z.exactOptional(m.volumeNumber.nullable()),
      position: z.exactOptional(z.number().min(0).max(1e6)),
      retention: z.exactOptional(m.cameraRetentionPatch),
      ingestSource: z.exactOptional(m.ingestSource.nullable()).describe('null: as the settings say for all'),
    }),
    result: m.camera,
  },
  'cameras.remove': { params: z.object({ id: m.id, footage: z.enum(['keep', 'delete']) }), result: done },
  'cameras.test': {
    params: z.object({ source: m.sourceInput, id: z.exactOptional(m.id) }),
    result: m.cameraTestResult,
  },
  'cameras.devices': {
    params: nothing,
    result: z.array(z.object({ device: z.string(), name: z.string(), cameraId: z.exactOptional(m.id) })),
  },
  'cameras.status': { params: z.object({ id: z.exactOptional(m.id) }), result: z.array(m.cameraStatus) },
  get_camera_status: {
    params: z.object({ id: z.exactOptional(m.id) }),
    result: z.array(m.cameraStatusForScripts),
  },
  start_recording: { params: byId, result: z.object({ session_id: z.string() }) },
  stop_recording: { params: byId, result: z.object({ session_id: z.string().nullable() }) },
  'storage.info': { params: nothing, result: m.storageInfo },
  get_storage_info: { params: nothing, result: m.storageInfoForScripts },
  'volumes.list': { params: nothing, result: z.array(m.volumeInfo) },
  'volumes.add': {
    params: z.object({
      path: z.string().min(1, 'Enter the folder of the storage location.').max(4_096),
      name: z.exactOptional(m.volumeName),
      replaces: z.exactOptional(m.volumeNumber),
    }),
    result: m.volumeInfo,
  },
  'volumes.update': {
    params: z.object({ number: m.volumeNumber, name: z.union([z.literal(''), m.volumeName]) }),
    result: m.volumeInfo,
  },
  'volumes.remove': { params: z.object({ number: m.volumeNumber }), result: done },
  'timeline.get': {
    params: inOrder(
      z.object({
        cameraIds: z.array(m.id).max(2047),
        from: m.at,
        to: m.at,
        resolutionMs: z.exactOptional(m.ms),
      }),
    ),
    result: z.array(m.cameraTimeline),
  },
  'coverage.get': {
    params: inOrder(z.object(footageRange)),
    result: z.object({
      recordedMs: m.ms,
      enabledMs: m.ms.describe('recorded and all gaps, those by schedule included'),
      percent: m.percent.describe('recorded of what was wanted: gaps by schedule do not count'),
      gaps: z.array(m.gap),
    }),
  },
  'coverage.days': {
    params: inOrder(
      z.object({
        cameraIds: z.array(m.id).max(2047),
        from: m.at,
        to: m.at,
        timeZone: z.exactOptional(z.string().max(60)),
      }),
    ),
    result: z.array(z.object({ cameraId: m.id, days: z.array(m.coverageDay) })),
  },
  'segments.list': {
    params: inOrder(z.object({ ...footageRange, cursor: z.exactOptional(z.string().max(200)) })),
    result: z.object({ segments: z.array(segmentRow), cursor: z.exactOptional(z.string()) }),
  },
  'playback.playlist': {
    params: inOrder(z.object(footageRange)),
    result: z.object({
      url: z.string().describe('relative to the server'),
      stretches: z.array(
        z.object({
          startAt: m.at,
          durationMs: m.ms,
          mediaStartS: z.number(),
          mediaDurationS: z.number(),
          videoCodec: m.videoCodec,
        }),
      ),
    }),
  },
  'live.open': {
    params: z.object({ cameraId: m.id, stream: m.streamRole }),
    result: z.object({ url: z.string(), mimeType: z.string() }),
  },
  'live.subscribe': {
    params: z.object({ cameraId: m.id, stream: m.streamRole, channel: z.string().min(1).max(100) }),
    result: z.object({
      subscription: m.count,
      codec: z.string(),
      width: m.count,
      height: m.count,
      stream: m.streamRole,
    }),
  },
  'live.unsubscribe': {
    params: z.object({ subscription: m.count, channel: z.string().min(1).max(100) }),
    result: done,
  },
  'stills.get': { params: z.object({ cameraId: m.id, at: m.at }), result: z.object({ url: z.string() }) },
  'retention.get': { params: nothing, result: z.object({ cameras: z.array(m.cameraPromise) }) },
  'retention.preview': {
    params: z.object({ policy: m.cameraRetentionPatch.extend({ cameraId: z.exactOptional(m.id) }) }),
    result: z.object({ cameras: z.array(m.retentionLoss), files: m.count, bytes: m.bytes }),
  },
  'holds.create': { params: inOrder(m.holdInput), result: m.hold },
  'holds.list': { params: nothing, result: z.array(m.hold) },
  'holds.remove': { params: byId, result: done },
  'health.get': { params: nothing, result: healthReport },
  'quarantine.list': { params: nothing, result: z.array(unreadableFile) },
  'quarantine.retry': {
    params: byNumber,
    result: z.object({ restored: z.enum(['whole', 'part', 'nothing']), sentence: z.string() }),
  },
  'quarantine.reveal': { params: byNumber, result: z.object({ path: z.string(), shown: z.boolean() }) },
  'problems.dismiss': { params: byId, result: done },
  'settings.get': { params: nothing, result: settings },
  'settings.update': { params: settingsPatch, result: settings },
  'demo.fault': {
    params: z.object({
      cameraId: m.id,
      fault: z.enum(demoFaults),
      durationMs: z.exactOptional(z.number().min(0).max(86_400_000)),
    }),
    result: done,
  },
  'demo.sendLog': {
    params: inOrder(z.object(footageRange)),
    result: z.array(z.object({ loop: m.count, number: m.count, at: m.at })),
  },
} satisfies Record<CallName, { params: z.ZodType; result: z.ZodType }>;

export const eventSchemas = {
  'camera.status': m.cameraStatus,
  'cameras.changed': z.object({ cameras: z.array(m.camera) }),
  'segment.added': z.object({ cameraId: m.id, segment: segmentRow }),
  'segment.open': z.object({ cameraId: m.id, startAt: m.at, playableUntil: m.at }),
  'storage.changed': m.storageInfo,
  'volumes.changed': z.object({ volumes: z.array(m.volumeInfo) }),
  'problem.raised': problem,
  'problem.cleared': z.object({ id: z.string() }),
} satisfies Record<EventName, z.ZodType>;

/** What a connection itself understands, beside the calls: which events it wants to hear. */
const eventList = z.object({
  events: z.array(z.enum(Object.keys(eventSchemas) as [EventName, ...EventName[]])),
});
export const connectionSchemas = {
  subscribe: { params: eventList, result: eventList },
  unsubscribe: { params: eventList, result: eventList },
};

/** A range whose end lies before its start is a mistake of the caller, not an empty answer. */
function inOrder<S extends z.ZodType<{ from: number; to: number }>>(schema: S): S {
  return schema.refine(({ from, to }) => from <= to, { path: ['to'], message: 'must not be before "from"' });
}

type ExactPartial<Shape extends z.ZodRawShape> = {
  [K in keyof Shape]: Shape[K] extends z.ZodExactOptional<infer Field>
    ? z.ZodExactOptional<z.ZodNullable<Field>>
    : z.ZodExactOptional<Shape[K] & z.ZodType>;
};

/** Like `.partial()`, but a field is either absent or valid, never `undefined`; null unsets one that may be absent. */
function optionalFields<Shape extends z.ZodRawShape>(object: z.ZodObject<Shape>) {
  const fields = Object.entries(object.shape).map(([key, field]) => [
    key,
    z.exactOptional(
      field instanceof z.ZodExactOptional ? z.nullable(field.unwrap() as z.ZodType) : (field as z.ZodType),
    ),
  ]);
  return z.exactOptional(z.strictObject(Object.fromEntries(fields) as ExactPartial<Shape>));
}

// ---- the compiler's check: names.ts and this file describe the same contract -------------------------------------
type Plain<T> = T extends readonly (infer Item)[]
  ? Plain<Item>[]
  : T extends object
    ? { -readonly [K in keyof T]: Plain<T[K]> }
    : T;
type Same<A, B> = [Plain<A>] extends [Plain<B>] ? ([Plain<B>] extends [Plain<A>] ? true : false) : false;
type Mismatch =
  | {
      [K in CallName]: Same<Calls[K]['params'], z.output<(typeof callSchemas)[K]['params']>> extends true
        ? Same<Calls[K]['result'], z.output<(typeof callSchemas)[K]['result']>> extends true
          ? never
          : `result of ${K}`
        : `params of ${K}`;
    }[CallName]
  | {
      [K in EventName]: Same<Events[K], z.output<(typeof eventSchemas)[K]>> extends true
        ? never
        : `event ${K}`;
    }[EventName];
/** Compiles only while nothing differs; otherwise the error names the first call or event that does. */
export type ContractMismatch = Mismatch;
const noMismatch: [Mismatch] extends [never] ? true : Mismatch = true;
void noMismatch;
