/** The camera's status as the API and every screen have it (API-4), put together from what is known. Pure. */
import type { Camera, EncoderName } from '../../shared/model/camera.ts';
import type { CameraCounters, CameraStatus, ScheduleStatus } from '../../shared/model/camera-status.ts';
import { weekdayTime } from '../../shared/model/schedule-time.ts';
import type { PullStats } from '../relay/relay.ts';
import type { Failure } from './attempt-failed.ts';
import type { LoopView } from './attempt-loop.ts';
import { namesOfCamera } from './camera-source.ts';
import { sentenceOf, type ReasonNames } from './end-reasons.ts';
import { isShownStalled } from './stall-policy.ts';

export interface StatusFacts {
  readonly camera: Camera;
  readonly view: LoopView;
  /** UTC ms since when the camera is not recording. */
  readonly since: number | undefined;
  readonly now: number;
  readonly volumeName: string;
  readonly session: { readonly id: string; readonly startedAt: number } | undefined;
  readonly currentFile: string | undefined;
  readonly stats: PullStats | undefined;
  readonly schedule: ScheduleStatus | undefined;
  /** The PC's, in which the schedule's times are told. */
  readonly timeZone: string;
  /** Who encodes the pictures, where that is this PC. */
  readonly encoder: EncoderName | undefined;
  readonly lastError: string | undefined;
  readonly counters: CameraCounters;
}

/** The sentence for a failure, with the names this camera gives to it. */
export function reasonShown(failure: Failure, names: ReasonNames): string {
  const { reason, codec, isFirstCertificate } = failure;
  return sentenceOf(reason, {
    ...names,
    ...(codec === undefined ? {} : { codec }),
    ...(isFirstCertificate === undefined ? {} : { isFirstCertificate }),
  });
}

export function describeStatus(facts: StatusFacts): CameraStatus {
  const { camera, view, session, stats } = facts;
  const againAt = facts.schedule?.recordsAgainAt;
  const names: ReasonNames = {
    ...namesOfCamera(camera),
    disk: facts.volumeName,
    ...(againAt === undefined ? {} : { recordsAgain: weekdayTime(againAt, facts.timeZone) }),
  };
  return {
    id: camera.id,
    status: connection(facts),
    state: view.state,
    recording: view.state === 'recording',
    counters: facts.counters,
    ...(view.failure && {
      reason: {
        reason: view.failure.reason,
        sentence: reasonShown(view.failure, names),
        since: facts.since ?? facts.now,
      },
    }),
    ...(facts.schedule && { schedule: facts.schedule }),
    ...(session && {
      sessionId: session.id,
      sessionStartedAt: session.startedAt,
      elapsedMs: Math.max(0, facts.now - session.startedAt),
    }),
    ...(facts.currentFile !== undefined && { currentFile: facts.currentFile }),
    ...(view.nextAttemptAt !== undefined && { nextAttemptAt: view.nextAttemptAt }),
    ...(stats && { stream: stats.info }),
    ...(facts.encoder && { encoder: facts.encoder }),
    ...(facts.lastError !== undefined && { lastError: facts.lastError }),
  };
}

/** Pictures that arrive count, whether they are recorded or only watched. */
function connection({ stats, session }: StatusFacts): CameraStatus['status'] {
  if (stats && !isShownStalled(stats.lastByteAgoMs)) return 'connected';
  return session ? 'disconnected' : 'disabled';
}
