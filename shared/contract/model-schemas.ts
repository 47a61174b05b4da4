/**
 * The model's shapes in zod, for `schemas.ts`: validation on the main side and the source of docs/api.md.
 * Imported by the main process, tests and scripts only; the renderer imports types from `names.ts`.
 */
import * as z from 'zod';
import { encoderNames } from '../model/camera.ts';
import { cameraStates } from '../model/camera-status.ts';
import { endReasons, gapReasons } from '../model/end-reason.ts';
import { pipelineSteps, stepStates } from '../model/health.ts';
import {
  CAMERA_NAME_MAX_LENGTH,
  HOLD_REASON_MAX_LENGTH,
  KEEP_BYTES_MIN,
  KEEP_DAYS_MAX,
  SCHEDULE_RANGES_MAX,
  VOLUME_NAME_MAX_LENGTH,
} from '../model/limits.ts';
import { ADDRESS_MAX_LENGTH, parseRtspAddress } from '../model/rtsp-address.ts';
import { footageKinds, volumeStates } from '../model/storage.ts';
import { joinRanges, MINUTES_OF_DAY, weekdays } from '../model/schedule.ts';

/** Ids are ours and opaque; the cap only keeps garbage from being carried around. */
export const id = z.string().min(1).max(100).describe('opaque id');
export const at = z.number().min(0).max(8.64e15).describe('UTC ms');
export const count = z.int().min(0);
export const ms = z.number().min(0).describe('ms');
export const bytes = z.number().min(0).describe('bytes');
export const percent = z.number().describe('percent');
export const streamRole = z.enum(['main', 'sub']);
export const recordingMode = z.enum(['continuous', 'schedule', 'events', 'off']);

const dayRanges = z
  .array(
    z
      .object({
        fromMinute: z.int().min(0).max(MINUTES_OF_DAY),
        toMinute: z.int().min(0).max(MINUTES_OF_DAY),
      })
      .refine(({ fromMinute, toMinute }) => fromMinute < toMinute, {
        path: ['toMinute'],
        message: 'must lie after "fromMinute"; a stretch over midnight is two, one on each day',
      }),
  )
  .max(SCHEDULE_RANGES_MAX);
const inWords = 'minutes of the local day, the last one not included';
export const weeklySchedule = z.record(z.enum(weekdays), dayRanges).describe(inWords);
/** As it is sent: stretches that overlap or touch become one. */
export const weeklyScheduleInput = z
  .record(z.enum(weekdays), dayRanges.transform(joinRanges))
  .describe(inWords);
export const ingestSource = z.enum(['manifest', 'watcher']);
export const cameraName = z
  .string()
  .trim()
  .min(1, 'The camera needs a name.')
  .max(CAMERA_NAME_MAX_LENGTH, `The name may have at most ${CAMERA_NAME_MAX_LENGTH} characters.`);

const address = z
  .string()
  .max(ADDRESS_MAX_LENGTH, 'The address is too long.')
  .describe('rtsp:// or rtsps:// address');
const rtspFields = {
  username: z.exactOptional(z.string().max(256)),
  allowBasic: z.exactOptional(z.boolean()).describe('agrees to send the password unencrypted (Basic)'),
  certificatePin: z.exactOptional(z.string().max(200)).describe('SHA-256 fingerprint agreed to (rtsps)'),
};
const usbSource = z.object({ kind: z.literal('usb'), device: z.string().min(1).max(512) });
const demoSource = z.object({ kind: z.literal('demo') });

/** A source as it is answered: never with a password. */
export const cameraSource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('rtsp'), url: address, subUrl: z.exactOptional(address), ...rtspFields }),
  usbSource,
  demoSource,
]);

/** User info found in an address moves into the fields, so that nothing behind the boundary sees it in a URL. */
const rtspSourceInput = z
  .object({
    kind: z.literal('rtsp'),
    url: address,
    subUrl: z.exactOptional(address),
    ...rtspFields,
    password: z.exactOptional(z.string().max(256)).describe('inwards only'),
  })
  .transform(({ url, subUrl, ...rest }, context) => {
    const main = parseRtspAddress(url);
    const sub = subUrl === undefined || subUrl === '' ? undefined : parseRtspAddress(subUrl);
    if (!main.ok)
      context.addIssue({ code: 'custom', path: ['url'], message: main.sentence, input: undefined });
    if (sub && !sub.ok)
      context.addIssue({ code: 'custom', path: ['subUrl'], message: sub.sentence, input: undefined });
    if (!main.ok || (sub && !sub.ok)) return z.NEVER;
    const { url: address, ...fromAddress } = main.address;
    return { ...fromAddress, ...rest, url: address, ...(sub ? { subUrl: sub.address.url } : {}) };
  });

export const sourceInput = z.discriminatedUnion('kind', [
  rtspSourceInput,
  usbSource.extend({ password: z.exactOptional(z.string().max(256)) }),
  demoSource.extend({ password: z.exactOptional(z.string().max(256)) }),
]);

const keepDays = z.int().min(1).max(KEEP_DAYS_MAX).describe('days');
const keepBytes = z.int().min(KEEP_BYTES_MIN).describe('bytes');

export const retentionRules = z.strictObject({
  keepDays,
  keepBytes: z.exactOptional(keepBytes),
  maxAgeDays: z.exactOptional(keepDays),
});
export const cameraRetention = z.object({
  keepDays: keepDays.nullable(),
  keepBytes: keepBytes.nullable(),
  maxAgeDays: keepDays.nullable(),
});
export const cameraRetentionPatch = z.object({
  keepDays: z.exactOptional(keepDays.nullable()),
  keepBytes: z.exactOptional(keepBytes.nullable()),
  maxAgeDays: z.exactOptional(keepDays.nullable()),
});
export const cameraPromise = z.object({
  cameraId: id,
  rules: retentionRules,
  askedDays: z.number(),
  days24h: z.exactOptional(z.number()),
  days7d: z.exactOptional(z.number()),
  heldDays: z.exactOptional(z.number()),
  isKept: z.boolean(),
});
export const retentionLoss = z.object({ cameraId: id, files: count, bytes, from: at, to: at });
export const holdInput = z.object({
  cameraIds: z.array(id).min(1, 'A hold needs a camera.').max(2047),
  from: at,
  to: at,
  reason: z
    .string()
    .trim()
    .min(1, 'Say why the footage is held.')
    .max(HOLD_REASON_MAX_LENGTH, `The reason may have at most ${HOLD_REASON_MAX_LENGTH} characters.`),
  expiresAt: z.exactOptional(at),
});
export const hold = z.object({
  id,
  cameraIds: z.array(id),
  from: at,
  to: at,
  reason: z.string(),
  createdAt: at,
  expiresAt: z.exactOptional(at),
  bytes: bytes.describe('bytes kept by it now'),
});

export const camera = z.object({
  id,
  name: z.string(),
  slug: z.string(),
  number: z.int(),
  source: cameraSource,
  recordingMode,
  schedule: z.exactOptional(weeklySchedule),
  enabled: z.boolean(),
  pausedByOperator: z.boolean(),
  handUntil: z.exactOptional(at).describe('a start or stop by hand holds until this change of the schedule'),
  recordAudio: z.boolean(),
  retention: cameraRetention,
  position: z.number(),
  createdAt: at,
  volume: z.exactOptional(z.int()).describe('number of the volume it records to; absent: the default one'),
  ingestSource: z.exactOptional(ingestSource).describe('absent: as the settings say for all'),
});

export const videoCodec = z.enum(['H264', 'H265']);

export const streamInfo = z.object({
  videoCodec,
  codecString: z.string().describe('RFC 6381'),
  width: count,
  height: count,
  audioCodec: z.exactOptional(z.enum(['AAC', 'PCMU', 'PCMA', 'G726', 'L16'])),
  audioFlows: z.boolean(),
  fps: z.number(),
  gopSeconds: z.number(),
  bitrateBps: z.number(),
});

export const cameraTestResult = streamInfo.omit({ codecString: true, audioFlows: true }).extend({
  ok: z.literal(true),
  still: z.exactOptional(z.string()).describe('JPEG as a data URL'),
  certificateFingerprint: z.exactOptional(z.string()),
  bytesPerDay: bytes,
  encoder: z.exactOptional(z.enum(encoderNames)),
});

export const cameraCounters = z.object({
  manifestIngestCount: count,
  watcherIngestCount: count,
  manifestParseErrors: count,
  probeRetryCount: count,
  probeDeferredCount: count,
  probeFinalFailCount: count,
  reconnectCount: count,
  stallCount: count,
});

export const sourceCounters = z.object({
  ingestCount: count,
  probeRetryCount: count,
  probeDeferredCount: count,
  probeFinalFailCount: count,
});

export const cameraStatus = z.object({
  id,
  status: z.enum(['connected', 'disconnected', 'disabled']),
  state: z.enum(cameraStates),
  recording: z.boolean(),
  reason: z.exactOptional(z.object({ reason: z.enum(endReasons), sentence: z.string(), since: at })),
  schedule: z.exactOptional(
    z.object({ byHand: z.boolean(), nextChangeAt: z.exactOptional(at), recordsAgainAt: z.exactOptional(at) }),
  ),
  sessionId: z.exactOptional(z.string()),
  sessionStartedAt: z.exactOptional(at),
  currentFile: z.exactOptional(z.string()),
  elapsedMs: z.exactOptional(ms),
  nextAttemptAt: z.exactOptional(at),
  stream: z.exactOptional(streamInfo),
  encoder: z.exactOptional(z.enum(encoderNames)).describe('of a camera of this PC'),
  counters: cameraCounters,
  lastError: z.exactOptional(z.string()),
});

const storageLevel = z.enum(['ok', 'low', 'critical']);
const storageCode = z.union([z.literal(-1008), z.literal(-1010)]);
const room = { totalBytes: bytes, availableBytes: bytes, usedPercent: percent };
export const volumeNumber = z.int().min(1).describe('number of a volume');
export const volumeName = z
  .string()
  .trim()
  .min(1, 'The storage location needs a name.')
  .max(VOLUME_NAME_MAX_LENGTH, `The name may have at most ${VOLUME_NAME_MAX_LENGTH} characters.`);

export const volumeInfo = z.object({
  number: volumeNumber,
  id: z.string().describe('from its id file; empty until footage was stored there'),
  name: z.string(),
  path: z.string().describe('empty while nobody knows where its disk is'),
  isDefault: z.boolean(),
  state: z.enum(volumeStates),
  level: storageLevel,
  code: z.exactOptional(z.union([z.literal(-1005), storageCode])),
  totalBytes: z.exactOptional(bytes),
  availableBytes: z.exactOptional(bytes),
  usedPercent: z.exactOptional(percent),
  kinds: z.array(z.object({ kind: z.enum(footageKinds), bytes })),
  cameras: z.array(z.object({ cameraId: id, bytes })),
  assignedCameras: count,
  writeBytesPerSecond: bytes,
  weekBytesPerSecond: bytes,
  fullInDays: z.exactOptional(z.number()),
  reserveBytes: bytes,
});

export const storageInfo = z.object({
  ...room,
  level: storageLevel,
  warnThresholdPercent: percent,
  blockThresholdPercent: percent,
  volumes: z.array(volumeInfo),
  cameras: z.array(z.object({ cameraId: id, bytes, bytesPerDay: bytes, oldestAt: z.exactOptional(at) })),
  writeBytesPerSecond: bytes,
  fullInDays: z.exactOptional(z.number()),
  code: z.exactOptional(storageCode),
});

const span = { from: at, to: at };
export const gap = z.object({ ...span, reason: z.enum(gapReasons) });
export const stepReport = z.object({
  step: z.enum(pipelineSteps),
  state: z.enum(stepStates),
  sentence: z.string(),
});
export const ingestQueue = z.object({ waiting: count, deferred: count });
export const footageArrival = z.union([
  z.object({ state: z.enum(['not-wanted', 'starting', 'arriving']) }),
  z.object({ state: z.literal('missing'), since: at }),
]);
export const coverageDay = z.object({
  ...span,
  date: z.string().describe('YYYY-MM-DD'),
  recordedMs: ms,
  enabledMs: ms,
  onPurposeMs: ms.describe('missing by schedule or by hand'),
  percent,
  worst: z.exactOptional(z.object({ reason: z.enum(gapReasons), durationMs: ms })),
  parts: z.array(z.object({ ...span, what: z.enum(['recorded', ...gapReasons]) })),
});
export const cameraTimeline = z.object({
  cameraId: id,
  spans: z.array(z.object(span)),
  gaps: z.array(gap),
  events: z.array(z.never()),
  playableUntil: z.exactOptional(at),
});

/** Underscore twins for scripts (docs/api.md). */
export const cameraStatusForScripts = z.object({
  id,
  status: z.enum(['connected', 'disconnected', 'disabled']),
  state: z.enum(cameraStates),
  reason: z.exactOptional(z.string()),
  reason_sentence: z.exactOptional(z.string()).describe('the reason as an operator reads it'),
  recording: z.boolean(),
  recording_session: z.string().nullable(),
  current_file: z.string().nullable(),
  elapsed_time: z.number().describe('whole seconds'),
  fps: z.number(),
  bitrate_bps: z.number(),
  last_error: z.string().nullable(),
  counters: z.object({
    manifest_ingest_count: count,
    watcher_ingest_count: count,
    manifest_parse_errors: count,
    probe_retry_count: count,
    probe_deferred_count: count,
    probe_final_fail_count: count,
    reconnect_count: count,
    stall_count: count,
  }),
});

const spaceForScripts = { total_space: bytes, available_space: bytes, used_percent: percent };
export const storageInfoForScripts = z.object({
  ...spaceForScripts,
  warn_threshold: percent,
  block_threshold: percent,
  level: storageLevel,
  code: z.exactOptional(storageCode),
  volumes: z.array(
    z.object({
      number: volumeNumber,
      id: z.string(),
      name: z.string(),
      path: z.string(),
      state: z.enum(volumeStates),
      level: storageLevel,
      total_space: bytes.nullable(),
      available_space: bytes.nullable(),
      used_percent: percent.nullable(),
      write_bytes_per_second: bytes,
      full_in_days: z.number().nullable(),
    }),
  ),
  cameras: z.array(z.object({ id, bytes, bytes_per_day: bytes, oldest: at.nullable() })),
  full_in_days: z.number().nullable(),
});
