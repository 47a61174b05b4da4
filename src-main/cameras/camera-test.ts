/**
 * "Test" (CAM-3): a pull of its own, which measures the stream, and one picture; or what is wrong and what to do.
 * Answers within 10 s, always. Passes no stagger and stores nothing; the pull is gone when it answers.
 */
import type { CameraTestResult } from '../../shared/contract/names.ts';
import type { EncoderName, StreamInfo } from '../../shared/model/camera.ts';
import { AppError } from '../../shared/model/errors.ts';
import type { Clock } from '../base/clock.ts';
import type { Pull } from '../relay/relay.ts';
import { AttemptFailed, failureOf, type Failure } from './attempt-failed.ts';
import { addressOf } from './camera-source.ts';
import { adviceOf, type ReasonNames } from './end-reasons.ts';
import type { StreamSource } from './ports.ts';
import { reasonShown } from './status-view.ts';
import type { TakeStill } from './still.ts';

/** CAM-3's 10 s less what closing and answering take. */
export const TEST_DEADLINE_MS = 9_000;
/** Two key frames tell the GOP; a longer one is reported as far as it is known. */
const MEASURE_MS = 4_500;

export interface CameraTestDeps {
  /** A pull of its own, or the running one of a camera that can be opened only once. */
  readonly open: (source: StreamSource) => Pull | Promise<Pull>;
  /** Who encodes a camera of this PC now. */
  readonly encoderOf?: (device: string) => EncoderName | undefined;
  readonly takeStill: TakeStill;
  readonly clock: Clock;
}

/** What `data` of the error holds. */
export interface CameraTestFailure {
  readonly reason: string;
  readonly sentence: string;
  readonly advice: string;
  /** The certificate the camera shows, where the operator must agree to it first. */
  readonly certificateFingerprint?: string;
}

/** Tries a source. Throws AppError cameraTestFailed with CameraTestFailure as data. */
export async function testCamera(source: StreamSource, deps: CameraTestDeps): Promise<CameraTestResult> {
  const life = new AbortController();
  const deadline = deps.clock.after(TEST_DEADLINE_MS, () => life.abort());
  const late = failAtDeadline(life.signal);
  late.catch(() => {});
  const opening = Promise.resolve(deps.open(source));
  try {
    const pull = await Promise.race([opening, late]);
    const info = await Promise.race([pull.ready, late]);
    const still = deps.takeStill(pull.localUrl, { signal: life.signal });
    const measured = (await measure(pull, deps.clock, life.signal)) ?? info;
    const picture = await still;
    const encoder = source.kind === 'device' ? deps.encoderOf?.(source.device) : undefined;
    return describe(measured, { picture, source, encoder });
  } catch (error) {
    throw explain(failureOf(error), source);
  } finally {
    deadline.cancel();
    life.abort();
    // One that is still being opened is closed as soon as it stands.
    const closing = opening.then((pull) => pull.close());
    await Promise.race([closing, late]).catch(() => {});
  }
}

function failAtDeadline(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const detail = 'no picture within the time of a test';
    const fail = () => reject(new AttemptFailed({ reason: 'handshake-timeout', detail }));
    signal.addEventListener('abort', fail, { once: true });
  });
}

/** The stream in figures: as soon as rate, size and GOP are known, or what is known when the time is up. */
function measure(pull: Pull, clock: Clock, signal: AbortSignal): Promise<StreamInfo | undefined> {
  return new Promise((resolve) => {
    const finish = () => {
      timer.cancel();
      stopListening();
      signal.removeEventListener('abort', finish);
      resolve(pull.stats()?.info);
    };
    const timer = clock.after(MEASURE_MS, finish);
    const stopListening = pull.onStats(({ info }) => {
      if (info.fps > 0 && info.gopSeconds > 0 && info.bitrateBps > 0) finish();
    });
    signal.addEventListener('abort', finish, { once: true });
    void pull.closed.then(finish);
  });
}

function describe(
  info: StreamInfo,
  found: { picture: Buffer | undefined; source: StreamSource; encoder: EncoderName | undefined },
): CameraTestResult {
  const { videoCodec, width, height, fps, gopSeconds, bitrateBps, audioCodec, audioFlows } = info;
  const { picture, source, encoder } = found;
  const pin = source.kind === 'device' ? undefined : source.certificatePin;
  return {
    ok: true,
    videoCodec,
    width,
    height,
    fps,
    gopSeconds,
    bitrateBps,
    bytesPerDay: Math.round((bitrateBps / 8) * 86_400),
    // Sound that is announced and never comes will not be recorded, so it is not promised here.
    ...(audioCodec !== undefined && audioFlows ? { audioCodec } : {}),
    ...(picture ? { still: `data:image/jpeg;base64,${picture.toString('base64')}` } : {}),
    ...(encoder ? { encoder } : {}),
    ...(pin === undefined ? {} : { certificateFingerprint: pin }),
  };
}

function explain(failure: Failure, source: StreamSource): AppError {
  const { reason, certificateFingerprint } = failure;
  const names: ReasonNames =
    source.kind === 'device' ? { isLocal: true } : { address: addressOf(source.url) };
  const sentence = reasonShown(failure, names);
  const advice = adviceOf(reason, names);
  const data: CameraTestFailure = {
    reason,
    sentence,
    advice,
    ...(certificateFingerprint === undefined ? {} : { certificateFingerprint }),
  };
  return new AppError('cameraTestFailed', `${sentence} ${advice}`, data);
}
