/**
 * The settings in full: ranges with a sentence each, and the defaults. Pure; the store keeps the file, the environment wins.
 * A setting that is no promise to the operator (a time-out, a cache size) does not belong here.
 */
import * as z from 'zod';
import type { Settings } from '../../shared/contract/names.ts';
import {
  BACKOFF_MAX_MS,
  BACKOFF_MIN_MS,
  KEEP_BYTES_MIN,
  KEEP_DAYS_DEFAULT,
  KEEP_DAYS_MAX,
  PROBE_COOL_DOWN_MS,
  PROBE_TRIES,
  ROTATION_MINUTES,
  ROTATION_SECONDS_MIN,
  SLOW_RETRY_MS,
  STORAGE_BLOCK_PERCENT,
  STORAGE_WARN_PERCENT,
} from '../../shared/model/limits.ts';

const DAY_S = 86_400;
const HOUR_MS = 3_600_000;

/** A whole number of a range, refused with `<what> must be a whole number from <min> to <max> <unit>`. */
function whole(what: string, min: number, max: number, unit = '') {
  const error = `${what} must be a whole number from ${min} to ${max}${unit === '' ? '' : ` ${unit}`}`;
  return z.int({ error }).min(min, { error }).max(max, { error });
}

const noOthers = { error: 'is not a setting that Watchpost knows' };

export const settingsSchema = z
  .strictObject(
    {
      recording: z.strictObject(
        {
          rotationMinutes: whole('The file length', ROTATION_MINUTES.min, ROTATION_MINUTES.max, 'minutes'),
          rotationSeconds: whole('The file length', ROTATION_SECONDS_MIN, DAY_S, 'seconds').exactOptional(),
        },
        noOthers,
      ),
      storage: z.strictObject(
        {
          warnPercent: whole('The storage warning level', 1, 99, 'percent'),
          blockPercent: whole('The storage block level', 2, 100, 'percent'),
          recordingsFolder: z.string().min(1, { error: 'The recordings folder must be named' }),
          reserveBytes: whole('The storage reserve', 0, Number.MAX_SAFE_INTEGER, 'bytes').exactOptional(),
        },
        noOthers,
      ),
      retention: z.strictObject(
        {
          keepDays: whole('How long footage is kept', 1, KEEP_DAYS_MAX, 'days'),
          keepBytes: whole(
            'How much footage is kept',
            KEEP_BYTES_MIN,
            Number.MAX_SAFE_INTEGER,
            'bytes',
          ).exactOptional(),
          maxAgeDays: whole('The highest age of footage', 1, KEEP_DAYS_MAX, 'days').exactOptional(),
        },
        noOthers,
      ),
      ingest: z.strictObject(
        {
          source: z.enum(['manifest', 'watcher'], {
            error: 'The ingest source must be "manifest" or "watcher"',
          }),
        },
        noOthers,
      ),
      probe: z.strictObject(
        {
          tries: whole('The number of probe tries', 1, 20),
          coolDownMs: whole('The probe cool-down', 0, 24 * HOUR_MS, 'ms'),
        },
        noOthers,
      ),
      reconnect: z.strictObject(
        {
          minMs: whole('The shortest reconnect delay', 10, HOUR_MS, 'ms'),
          maxMs: whole('The longest reconnect delay', 10, HOUR_MS, 'ms'),
          slowMs: whole('The delay after a wrong password', 10, 24 * HOUR_MS, 'ms'),
        },
        noOthers,
      ),
    },
    noOthers,
  )
  .refine((settings) => settings.storage.warnPercent < settings.storage.blockPercent, {
    path: ['storage', 'warnPercent'],
    error: 'The storage warning level must be below the storage block level',
  })
  .refine((settings) => settings.reconnect.minMs <= settings.reconnect.maxMs, {
    path: ['reconnect', 'minMs'],
    error: 'The shortest reconnect delay must not be above the longest',
  });

/** Holds the schema against the contract's type, both ways. */
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
const schemaMatchesContract: Same<z.infer<typeof settingsSchema>, MutableSettings> = true;
void schemaMatchesContract;
type MutableSettings = {
  -readonly [K in keyof Settings]: { -readonly [F in keyof Settings[K]]: Settings[K][F] };
};

/** What a new user starts with; recordings go below the data folder. */
export function defaultSettings(recordingsFolder: string): Settings {
  return {
    recording: { rotationMinutes: ROTATION_MINUTES.default },
    storage: {
      warnPercent: STORAGE_WARN_PERCENT,
      blockPercent: STORAGE_BLOCK_PERCENT,
      recordingsFolder,
    },
    retention: { keepDays: KEEP_DAYS_DEFAULT },
    ingest: { source: 'manifest' },
    probe: { tries: PROBE_TRIES, coolDownMs: PROBE_COOL_DOWN_MS },
    reconnect: { minMs: BACKOFF_MIN_MS, maxMs: BACKOFF_MAX_MS, slowMs: SLOW_RETRY_MS },
  };
}

/** One problem of a settings object: where, and the sentence. */
export interface SettingsFault {
  readonly path: string;
  readonly sentence: string;
}

/** The faults of a candidate, or the settings. Unknown names are faults: a typing error must not be ignored silently. */
export function checkSettings(candidate: unknown): { settings: Settings } | { faults: SettingsFault[] } {
  const result = settingsSchema.safeParse(candidate);
  if (result.success) return { settings: result.data };
  const faults = result.error.issues.map((issue) => {
    const unknownKeys = issue.code === 'unrecognized_keys' ? issue.keys : [];
    const path = [...issue.path, ...unknownKeys.slice(0, 1)].map(String).join('.');
    const sentence = unknownKeys.length > 0 ? `"${path}" ${issue.message}.` : `${issue.message}.`;
    return { path, sentence };
  });
  return { faults };
}
