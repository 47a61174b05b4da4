/** The model under underscore names, as scripts read it. Pure; what is absent becomes null, times whole seconds. */
import type { CameraStatusForScripts, StorageInfoForScripts } from '../../shared/contract/script-answers.ts';
import type { CameraStatus } from '../../shared/model/camera-status.ts';
import { AppError, errorCodes, type ErrorCodeName } from '../../shared/model/errors.ts';
import type { StorageInfo } from '../../shared/model/storage.ts';

export function statusForScripts(status: CameraStatus): CameraStatusForScripts {
  return {
    id: status.id,
    status: status.status,
    state: status.state,
    ...(status.reason && { reason: status.reason.reason, reason_sentence: status.reason.sentence }),
    recording: status.recording,
    recording_session: status.sessionId ?? null,
    current_file: status.currentFile ?? null,
    elapsed_time: Math.floor((status.elapsedMs ?? 0) / 1000),
    fps: status.stream?.fps ?? 0,
    bitrate_bps: status.stream?.bitrateBps ?? 0,
    last_error: status.lastError ?? null,
    counters: {
      manifest_ingest_count: status.counters.manifestIngestCount,
      watcher_ingest_count: status.counters.watcherIngestCount,
      manifest_parse_errors: status.counters.manifestParseErrors,
      probe_retry_count: status.counters.probeRetryCount,
      probe_deferred_count: status.counters.probeDeferredCount,
      probe_final_fail_count: status.counters.probeFinalFailCount,
      reconnect_count: status.counters.reconnectCount,
      stall_count: status.counters.stallCount,
    },
  };
}

export function storageForScripts(info: StorageInfo): StorageInfoForScripts {
  return {
    total_space: info.totalBytes,
    available_space: info.availableBytes,
    used_percent: info.usedPercent,
    warn_threshold: info.warnThresholdPercent,
    block_threshold: info.blockThresholdPercent,
    level: info.level,
    ...(info.code === undefined ? {} : { code: info.code }),
    volumes: info.volumes.map((volume) => ({
      number: volume.number,
      id: volume.id,
      name: volume.name,
      path: volume.path,
      state: volume.state,
      level: volume.level,
      total_space: volume.totalBytes ?? null,
      available_space: volume.availableBytes ?? null,
      used_percent: volume.usedPercent ?? null,
      write_bytes_per_second: volume.writeBytesPerSecond,
      full_in_days: volume.fullInDays ?? null,
    })),
    cameras: info.cameras.map((camera) => ({
      id: camera.cameraId,
      bytes: camera.bytes,
      bytes_per_day: camera.bytesPerDay,
      oldest: camera.oldestAt ?? null,
    })),
    full_in_days: info.fullInDays ?? null,
  };
}

/** Runs a call of a script; an error's data gets underscore names too (`sessionId` becomes `session_id`). */
export async function withUnderscoreData<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof AppError) || !isRecord(error.data)) throw error;
    const data = Object.fromEntries(
      Object.entries(error.data).map(([key, value]) => [
        key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
        value,
      ]),
    );
    const name = (Object.keys(errorCodes) as ErrorCodeName[]).find((key) => errorCodes[key] === error.code);
    throw new AppError(name ?? 'internal', error.message, data, { cause: error });
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
