/**
 * Underscore twins of the model, as scripts read them (docs/api.md): what is absent is null, times are whole seconds.
 * Types only; `api/underscore.ts` makes them.
 */
import type { CameraStatus } from '../model/camera-status.ts';
import type { StorageLevel, VolumeState } from '../model/storage.ts';

/** Underscore twin of CameraStatus for scripts. */
export interface CameraStatusForScripts {
  readonly id: string;
  readonly status: CameraStatus['status'];
  readonly state: CameraStatus['state'];
  readonly reason?: string;
  readonly reason_sentence?: string;
  readonly recording: boolean;
  readonly recording_session: string | null;
  readonly current_file: string | null;
  readonly elapsed_time: number;
  readonly fps: number;
  readonly bitrate_bps: number;
  readonly last_error: string | null;
  readonly counters: {
    readonly manifest_ingest_count: number;
    readonly watcher_ingest_count: number;
    readonly manifest_parse_errors: number;
    readonly probe_retry_count: number;
    readonly probe_deferred_count: number;
    readonly probe_final_fail_count: number;
    readonly reconnect_count: number;
    readonly stall_count: number;
  };
}

/** Underscore twin of StorageInfo for scripts. */
export interface StorageInfoForScripts {
  readonly total_space: number;
  readonly available_space: number;
  readonly used_percent: number;
  readonly warn_threshold: number;
  readonly block_threshold: number;
  readonly level: StorageLevel;
  readonly code?: -1008 | -1010;
  readonly volumes: readonly {
    readonly number: number;
    readonly id: string;
    readonly name: string;
    readonly path: string;
    readonly state: VolumeState;
    readonly level: StorageLevel;
    readonly total_space: number | null;
    readonly available_space: number | null;
    readonly used_percent: number | null;
    readonly write_bytes_per_second: number;
    readonly full_in_days: number | null;
  }[];
  readonly cameras: readonly {
    readonly id: string;
    readonly bytes: number;
    readonly bytes_per_day: number;
    readonly oldest: number | null;
  }[];
  readonly full_in_days: number | null;
}
