/**
 * What tests ask a running app about its cameras: add one, wait for a state or a reason, fetch what was recorded. Through
 * the public API only; knows nothing of how a camera is made.
 */
import path from 'node:path';
import type { CameraInput, SegmentRow, SourceInput } from '../../shared/contract/names.ts';
import type { Camera } from '../../shared/model/camera.ts';
import type { CameraStatus } from '../../shared/model/camera-status.ts';
import type { Gap } from '../../shared/model/coverage.ts';
import type { EndReason } from '../../shared/model/end-reason.ts';
import type { AppProcess } from './app-process.ts';
import type { SocketClient } from './rpc-socket.ts';
import { until } from './until.ts';

/** The promise is 10 s from being ready; deadlines in tests are three times as long. */
const RECORDING_WITHIN_MS = 30_000;
const HOUR_MS = 3_600_000;

/** A camera with an address, without saying that it is one. */
type RtspSource = Omit<Extract<SourceInput, { kind: 'rtsp' }>, 'kind'>;

export class AppCameras {
  readonly client: SocketClient;
  readonly #app: AppProcess;

  constructor(app: AppProcess, client: SocketClient) {
    this.#app = app;
    this.client = client;
  }

  /** Adds a camera by its address. */
  add(name: string, source: RtspSource, more: Partial<CameraInput> = {}): Promise<Camera> {
    return this.client.call('cameras.add', { name, source: { kind: 'rtsp', ...source }, ...more });
  }

  async status(id: string): Promise<CameraStatus> {
    const [status] = await this.client.call('cameras.status', { id });
    if (!status) throw new Error(`There is no camera ${id}.`);
    return status;
  }

  /** Resolves with the first status that `holds`; the error tells the last one. */
  async until(
    id: string,
    what: string,
    holds: (status: CameraStatus) => boolean,
    timeoutMs = RECORDING_WITHIN_MS,
  ): Promise<CameraStatus> {
    let last: CameraStatus | undefined;
    const look = async () => {
      last = await this.status(id);
      return holds(last) ? last : undefined;
    };
    return until(look, { timeoutMs, intervalMs: 100, what }).catch((error: Error) => {
      throw new Error(`${error.message}; the camera is ${JSON.stringify(last)}`, { cause: error });
    });
  }

  untilRecording(id: string, timeoutMs?: number): Promise<CameraStatus> {
    return this.until(id, 'the camera to be recorded', ({ recording }) => recording, timeoutMs);
  }

  untilReason(id: string, reason: EndReason, timeoutMs?: number): Promise<CameraStatus> {
    return this.until(id, `the reason ${reason}`, (status) => status.reason?.reason === reason, timeoutMs);
  }

  /** Waits until `seconds` of footage can be played, the growing file included. */
  async untilFootage(id: string, seconds: number): Promise<void> {
    await this.untilRecording(id);
    const recorded = async () => {
      const { spans, playableUntil } = await this.timeline(id);
      const length = spans.reduce((sum, { from, to }) => sum + to - from, 0);
      return length >= seconds * 1_000 && playableUntil !== undefined;
    };
    await until(recorded, {
      timeoutMs: RECORDING_WITHIN_MS + 3 * seconds * 1_000,
      intervalMs: 200,
      what: `${seconds} s of footage`,
    });
  }

  /** Records that much and stops, so that the last file is finished; then what there is of the camera. */
  async recordFor(id: string, seconds: number): Promise<readonly SegmentRow[]> {
    await this.untilFootage(id, seconds);
    await this.client.call('stop_recording', { id });
    return this.segments(id);
  }

  async segments(cameraId: string): Promise<readonly SegmentRow[]> {
    const { segments } = await this.client.call('segments.list', { cameraId, from: 0, to: Date.now() });
    return segments;
  }

  async timeline(cameraId: string, from = Date.now() - HOUR_MS) {
    const range = { cameraIds: [cameraId], from, to: Date.now() };
    const [timeline] = await this.client.call('timeline.get', range);
    if (!timeline) throw new Error('The timeline has no such camera.');
    return timeline;
  }

  /** Gaps since an instant (UTC ms). */
  async gaps(cameraId: string, from: number): Promise<readonly Gap[]> {
    return (await this.timeline(cameraId, from)).gaps;
  }

  /** Where a recorded file lies. */
  file({ file }: SegmentRow): string {
    return path.join(this.#app.dataDir, 'recordings', file);
  }
}
