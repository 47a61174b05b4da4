/**
 * The environment variables of the API, read once and checked: a value out of range is a SettingsError with one sentence.
 * What is set here wins over the settings file for this run and cannot be changed in the window.
 */
import path from 'node:path';
import type { DeepPartial, Settings } from '../../shared/contract/names.ts';
import { ROTATION_MINUTES } from '../../shared/model/limits.ts';
import { SettingsError } from './settings-error.ts';

export type ProcessEnvironment = Readonly<Record<string, string | undefined>>;

export interface Environment {
  readonly overrides: DeepPartial<Settings>;
  /** Which variable fixes a setting: `storage.warnPercent` → `STORAGE_WARN_PERCENT`. */
  readonly fixedBy: ReadonlyMap<string, string>;
  readonly ffmpegBin?: string;
  readonly snapshotDir?: string;
  readonly storageMode: 'local' | 's3';
  readonly remuxConcurrency: number;
  readonly eventConcurrency: number;
}

const REMUX_CONCURRENCY_DEFAULT = 2;
const EVENT_CONCURRENCY_DEFAULT = 8;
const CONCURRENCY_MAX = 64;

/** Reads the variables; SettingsError names the variable, what is allowed and what was found. */
export function readEnvironment(env: ProcessEnvironment = process.env): Environment {
  const fixedBy = new Map<string, string>();
  const fix = (setting: string, name: string) => {
    if (value(env, name) !== undefined) fixedBy.set(setting, name);
  };
  const rotation = whole(env, 'RECORDING_ROTATION_MINUTES', ROTATION_MINUTES.min, ROTATION_MINUTES.max);
  const warn = whole(env, 'STORAGE_WARN_PERCENT', 1, 99);
  const block = whole(env, 'STORAGE_BLOCK_PERCENT', 2, 100);
  const source = oneOf(env, 'RECORDING_INGEST_SOURCE', ['manifest', 'watcher'] as const);
  const recordDir = folder(env, 'RECORD_DIR');
  fix('recording.rotationMinutes', 'RECORDING_ROTATION_MINUTES');
  fix('storage.warnPercent', 'STORAGE_WARN_PERCENT');
  fix('storage.blockPercent', 'STORAGE_BLOCK_PERCENT');
  fix('ingest.source', 'RECORDING_INGEST_SOURCE');
  fix('storage.recordingsFolder', 'RECORD_DIR');
  if (warn !== undefined && block !== undefined && warn >= block) {
    throw new SettingsError(`STORAGE_WARN_PERCENT (${warn}) must be below STORAGE_BLOCK_PERCENT (${block}).`);
  }
  const ffmpegBin = value(env, 'FFMPEG_BIN');
  const snapshotDir = folder(env, 'SNAPSHOT_DIR');
  return {
    overrides: {
      ...(rotation !== undefined && { recording: { rotationMinutes: rotation } }),
      storage: {
        ...(warn !== undefined && { warnPercent: warn }),
        ...(block !== undefined && { blockPercent: block }),
        ...(recordDir !== undefined && { recordingsFolder: recordDir }),
      },
      ...(source !== undefined && { ingest: { source } }),
    },
    fixedBy,
    ...(ffmpegBin !== undefined && { ffmpegBin }),
    ...(snapshotDir !== undefined && { snapshotDir }),
    storageMode: oneOf(env, 'STORAGE_MODE', ['local', 's3'] as const) ?? 'local',
    remuxConcurrency: whole(env, 'REMUX_CONCURRENCY', 1, CONCURRENCY_MAX) ?? REMUX_CONCURRENCY_DEFAULT,
    eventConcurrency: whole(env, 'EVENT_CONCURRENCY', 1, CONCURRENCY_MAX) ?? EVENT_CONCURRENCY_DEFAULT,
  };
}

/** Set but empty counts as not set, as in every shell script. */
function value(env: ProcessEnvironment, name: string): string | undefined {
  const text = env[name]?.trim();
  return text === undefined || text === '' ? undefined : text;
}

function whole(env: ProcessEnvironment, name: string, min: number, max: number): number | undefined {
  const text = value(env, name);
  if (text === undefined) return undefined;
  const number = /^[+-]?\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= min && number <= max) return number;
  throw new SettingsError(`${name} must be a whole number from ${min} to ${max}, not ${quoted(text)}.`);
}

function oneOf<T extends string>(
  env: ProcessEnvironment,
  name: string,
  allowed: readonly T[],
): T | undefined {
  const text = value(env, name);
  if (text === undefined) return undefined;
  const found = allowed.find((each) => each === text);
  if (found !== undefined) return found;
  const choices = allowed.map((each) => `"${each}"`).join(' or ');
  throw new SettingsError(`${name} must be ${choices}, not ${quoted(text)}.`);
}

function folder(env: ProcessEnvironment, name: string): string | undefined {
  const text = value(env, name);
  if (text === undefined || path.isAbsolute(text)) return text;
  throw new SettingsError(`${name} must be an absolute path, not ${quoted(text)}.`);
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
