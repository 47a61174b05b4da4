/**
 * What is wrong now, in words with advice: pure, from camera states, the storage gauge and quarantined files.
 * The same list feeds the status line, the Health page and the API. Never measures anything itself.
 */
import type { Problem } from '../../shared/contract/names.ts';
import type { Camera } from '../../shared/model/camera.ts';
import type { CameraStatus } from '../../shared/model/camera-status.ts';
import type { EndReason } from '../../shared/model/end-reason.ts';
import type { FootageArrival } from '../../shared/model/health.ts';
import { volumeProblems, type WatchedVolume } from './volume-problems.ts';

export interface ProblemFacts {
  readonly cameras: readonly Camera[];
  readonly statuses: readonly CameraStatus[];
  readonly volumes: readonly WatchedVolume[];
  /** Whether footage reaches the disk, by camera id. */
  readonly arrivals: ReadonlyMap<string, FootageArrival>;
  readonly quarantined: number;
  /** What helps a camera against a reason (cameras/end-reasons.ts). */
  readonly adviceFor: (reason: EndReason, cameraId: string) => string;
  /** UTC ms */
  readonly now: number;
  /** What happened and has to be read, in words already. */
  readonly notices?: readonly Problem[];
}

/** Off on purpose is no problem. */
const onPurpose = new Set<EndReason>(['paused-by-operator', 'schedule-off', 'suspended', 'app-stopped']);

/** Worst first: what happened to the library, not recording, then storage, then files; within one kind the oldest first. */
export function problemsOf(facts: ProblemFacts): Problem[] {
  const names = new Map(facts.cameras.map((camera) => [camera.id, camera.name]));
  const cameras = facts.statuses
    .map((status) => {
      const name = names.get(status.id) ?? status.id;
      return (
        cameraProblem(status, name, facts.adviceFor) ??
        arrivalProblem(status, name, facts.arrivals.get(status.id))
      );
    })
    .filter((problem) => problem !== undefined)
    .toSorted((a, b) => rank(a) - rank(b) || a.since - b.since);
  return [
    ...(facts.notices ?? []),
    ...cameras,
    ...volumeProblems(facts.volumes),
    ...quarantineProblems(facts),
  ];
}

function rank(problem: Problem): number {
  return problem.severity === 'bad' ? 0 : 1;
}

function cameraProblem(
  status: CameraStatus,
  name: string,
  adviceFor: ProblemFacts['adviceFor'],
): Problem | undefined {
  const { reason } = status;
  if (!reason || status.status === 'disabled' || onPurpose.has(reason.reason)) return undefined;
  const bad = !status.recording;
  return {
    id: `camera:${status.id}`,
    severity: bad ? 'bad' : 'warn',
    cameraId: status.id,
    sentence: bad ? `${name} is not recording. ${reason.sentence}` : `${name}: ${reason.sentence}`,
    advice: adviceFor(reason.reason, status.id),
    since: reason.since,
  };
}

/** Everything says that it is being recorded, and nothing is stored: the one lie that must not stand. */
function arrivalProblem(
  { id, status }: CameraStatus,
  name: string,
  arrival: FootageArrival | undefined,
): Problem | undefined {
  if (arrival?.state !== 'missing' || status === 'disabled') return undefined;
  return {
    id: `camera:${id}`,
    severity: 'bad',
    cameraId: id,
    sentence: `${name} is not recording. No footage reaches the disk, although the camera is connected.`,
    advice:
      'Stop its recording and start it again. If that does not help, restart Watchpost and look at the disk.',
    since: arrival.since,
  };
}

function quarantineProblems({ quarantined, now }: ProblemFacts): Problem[] {
  if (quarantined === 0) return [];
  const sentence =
    quarantined === 1 ? 'One file could not be read.' : `${quarantined} files could not be read.`;
  const advice = 'They are kept for 7 days among the unreadable files.';
  return [{ id: 'quarantine', severity: 'warn', sentence, advice, since: now }];
}

/** What changed between two lists: what to raise (new or reworded) and what to clear. */
export function problemChanges(before: readonly Problem[], after: readonly Problem[]) {
  const known = new Map(before.map((problem) => [problem.id, problem]));
  const still = new Set(after.map((problem) => problem.id));
  return {
    raised: after.filter((problem) => known.get(problem.id)?.sentence !== problem.sentence),
    cleared: before.filter((problem) => !still.has(problem.id)).map((problem) => problem.id),
  };
}
