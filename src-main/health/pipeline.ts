/**
 * The way of a camera's pictures in words: connection, relay, recorder, files, catalogue, each well or what is wrong with
 * it. Pure. A step behind one that is wrong waits for it; only the first cause is named, so that it is not told five times.
 */
import type { CameraStatus } from '../../shared/model/camera-status.ts';
import type { EndReason } from '../../shared/model/end-reason.ts';
import type {
  FootageArrival,
  IngestQueue,
  PipelineStep,
  StepReport,
  StepState,
} from '../../shared/model/health.ts';

export interface PipelineFacts {
  readonly status: CameraStatus;
  /** Of the pull, while there is one. */
  readonly stream?: { readonly lostPackets: number; readonly slowReaders: number } | undefined;
  readonly arrival: FootageArrival;
  readonly queue: IngestQueue;
  /** Files of this camera that were set aside. */
  readonly unreadable: number;
  readonly now: number;
}

/** Where each reason lies; what is not here is the camera's. */
const recorderReasons = new Set<EndReason>([
  'recorder-crashed',
  'timestamp-fault',
  'audio-missing',
  'clock-step',
  'unsupported',
]);
const fileReasons = new Set<EndReason>(['disk-full', 'volume-missing', 'disk-error']);
/** More than this many files at once means that the catalogue does not keep up. */
const QUEUE_LONG = 5;

export function pipelineOf(facts: PipelineFacts): StepReport[] {
  const { status } = facts;
  if (status.sessionId === undefined) return allOff(status);
  const connection = connectionStep(status);
  const isThere = connection.state === 'ok';
  const recorder = recorderStep(status, isThere);
  const files = recorder.state === 'ok' ? filesStep(facts) : diskStep(status, 'Waits for the recorder.');
  return [
    connection,
    isThere ? relayStep(facts) : waits('relay', 'Waits for the camera.'),
    recorder,
    files,
    catalogueStep(facts),
  ];
}

function allOff({ schedule, reason }: CameraStatus): StepReport[] {
  const sentence =
    schedule && !schedule.byHand ? 'Off by schedule.' : (reason?.sentence ?? 'Off on purpose.');
  return [step('connection', 'off', sentence)];
}

function connectionStep({ status, stream, reason }: CameraStatus): StepReport {
  if (status === 'connected') {
    const figures = stream
      ? ` ${Math.round(stream.fps)} a second, ${megabits(stream.bitrateBps)} Mbit/s.`
      : '';
    return step('connection', 'ok', `Pictures arrive.${figures}`);
  }
  const isCameras = reason && !recorderReasons.has(reason.reason) && !fileReasons.has(reason.reason);
  if (isCameras) return step('connection', 'wrong', reason.sentence);
  return waits('connection', 'Connecting.');
}

function relayStep({ stream }: PipelineFacts): StepReport {
  if (!stream) return waits('relay', 'Nothing was measured yet.');
  if (stream.slowReaders > 0)
    return step('relay', 'wrong', `${times(stream.slowReaders)} a reader was too slow and was skipped.`);
  if (stream.lostPackets > 0)
    return step(
      'relay',
      'ok',
      `Handed on; ${count(stream.lostPackets, 'packet')} never came from the camera.`,
    );
  return step('relay', 'ok', 'Handed on without loss.');
}

function recorderStep({ state, reason }: CameraStatus, isThere: boolean): StepReport {
  // Also without a connection: what the recorder cannot take is not pulled again.
  if (reason && recorderReasons.has(reason.reason)) return step('recorder', 'wrong', reason.sentence);
  if (reason && fileReasons.has(reason.reason)) return waits('recorder', 'Waits for the disk.');
  if (!isThere) return waits('recorder', 'Waits for the camera.');
  const isWriting = state === 'recording' || state === 'stalled';
  return isWriting ? step('recorder', 'ok', 'Writing.') : waits('recorder', 'Starting.');
}

function filesStep({ arrival, now }: PipelineFacts): StepReport {
  switch (arrival.state) {
    case 'arriving':
      return step('files', 'ok', 'Footage reaches the disk.');
    case 'missing':
      return step('files', 'wrong', `No footage has reached the disk for ${seconds(now - arrival.since)}.`);
    case 'starting':
    case 'not-wanted':
      return waits('files', 'The first footage is on its way.');
  }
}

function diskStep({ reason }: CameraStatus, otherwise: string): StepReport {
  const isDisks = reason && fileReasons.has(reason.reason);
  return isDisks ? step('files', 'wrong', reason.sentence) : waits('files', otherwise);
}

function catalogueStep({ queue, unreadable }: PipelineFacts): StepReport {
  if (queue.waiting > QUEUE_LONG)
    return step('catalogue', 'wrong', `${count(queue.waiting, 'file')} wait to be listed.`);
  if (queue.deferred > 0)
    return waits('catalogue', `${count(queue.deferred, 'file')} will be read once more.`);
  // What was set aside days ago is told among the problems; here it is what happens now that counts.
  const aside =
    unreadable > 0
      ? ` ${count(unreadable, 'file')} could not be read, and ${unreadable === 1 ? 'lies' : 'lie'} aside.`
      : '';
  return step('catalogue', 'ok', `All finished files are on the timeline.${aside}`);
}

function step(name: PipelineStep, state: StepState, sentence: string): StepReport {
  return { step: name, state, sentence };
}

function waits(name: PipelineStep, sentence: string): StepReport {
  return step(name, 'waiting', sentence);
}

function count(n: number, what: string): string {
  return n === 1 ? `One ${what}` : `${n} ${what}s`;
}

function times(n: number): string {
  return n === 1 ? 'Once' : `${n} times`;
}

function seconds(ms: number): string {
  const s = Math.round(ms / 1_000);
  return s < 120 ? `${s} s` : `${Math.round(s / 60)} min`;
}

function megabits(bps: number): string {
  return (bps / 1e6).toFixed(1);
}
