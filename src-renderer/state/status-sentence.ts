/**
 * The status line: one sentence that answers "is everything being recorded?", the worst problem first. Pure.
 * It never says "all" unless every camera that is wanted is recording at this moment.
 */
import type { Camera } from '../../shared/model/camera.ts';
import type { CameraStatus } from '../../shared/model/camera-status.ts';
import type { StorageInfo } from '../../shared/model/storage.ts';
import { percent } from '../lib/bytes.ts';
import { comingMoment } from '../lib/time.ts';
import { cameraWords, sinceSentence, type CameraWords, type Remedy, type Tone } from './camera-words.ts';
import type { Connection, Failure } from './recorder-slice.ts';

export interface StatusInput {
  readonly connection: Connection;
  readonly cameras: readonly Camera[] | undefined;
  readonly statuses: Readonly<Record<string, CameraStatus>>;
  readonly storage: StorageInfo | undefined;
  readonly storageFailure: Failure | undefined;
  readonly now: number;
}

export interface StatusSentence {
  readonly tone: Tone;
  readonly title: string;
  readonly detail: string;
  readonly cameraId?: string;
  readonly remedy?: Remedy;
  /** How many other problems there are. */
  readonly more: number;
  /** "3 of 4 recording", when not all are. */
  readonly tally?: string;
  readonly code?: number;
}

/** A recorder that is away for so long was probably stopped, and a new one lets no old window in. */
const LONG_LOST_MS = 20_000;

interface Issue {
  readonly rank: number;
  readonly sentence: Omit<StatusSentence, 'more'>;
}

export function statusSentence(input: StatusInput): StatusSentence {
  const { cameras, connection } = input;
  if (connection.phase === 'lost') {
    const detail =
      input.now - connection.since < LONG_LOST_MS
        ? 'The window tries again by itself. Whether recording goes on cannot be seen from here.'
        : 'It is tried again and again. If Watchpost was started anew, open it anew too.';
    return { tone: 'warn', title: 'Connection to the recorder is lost…', detail, more: 0 };
  }
  if (!cameras) return { tone: 'off', title: 'Starting…', detail: '', more: 0 };
  const issues = [...storageIssues(input), ...cameraIssues(cameras, input)].sort((a, b) => b.rank - a.rank);
  const wanted = cameras.filter((camera) => isWanted(camera, input.statuses[camera.id]));
  const recording = wanted.filter((camera) => input.statuses[camera.id]?.recording === true).length;
  const worst = issues[0];
  if (worst) {
    const tally = recording < wanted.length ? { tally: `${recording} of ${wanted.length} recording` } : {};
    return { ...worst.sentence, more: issues.length - 1, ...tally };
  }
  if (cameras.length === 0) return { tone: 'off', title: 'No cameras yet', detail: '', more: 0 };
  if (wanted.length === 0) {
    return {
      tone: 'off',
      title: 'Nothing is being recorded',
      detail: `Every camera is off on purpose.${nextRecording(input)}`,
      more: 0,
    };
  }
  if (recording < wanted.length) {
    const waiting = wanted.filter((camera) => input.statuses[camera.id]?.recording !== true);
    const first = waiting[0];
    const title =
      waiting.length === 1 && first
        ? `${first.name} is connecting`
        : `${waiting.length} cameras are connecting`;
    return { tone: 'warn', title, detail: '', more: 0, tally: `${recording} of ${wanted.length} recording` };
  }
  const off = cameras.length - wanted.length;
  return { tone: 'ok', title: allRecording(wanted), detail: off > 0 ? `${off} off on purpose` : '', more: 0 };
}

/** When the first schedule begins again, while nothing is recorded. */
function nextRecording({ statuses, now }: StatusInput): string {
  const at = Math.min(...Object.values(statuses).map(({ schedule }) => schedule?.recordsAgainAt ?? Infinity));
  return Number.isFinite(at) ? ` The next one records again ${comingMoment(at, now)}.` : '';
}

function allRecording(wanted: readonly Camera[]): string {
  const first = wanted[0];
  if (wanted.length === 1 && first) return `${first.name} is recording`;
  return wanted.length === 2 ? 'Both cameras are recording' : `All ${wanted.length} cameras are recording`;
}

/** Is this camera supposed to record now? */
export function isWanted(camera: Camera, status: CameraStatus | undefined): boolean {
  return cameraWords(camera, status).tone !== 'off';
}

function cameraIssues(cameras: readonly Camera[], input: StatusInput): Issue[] {
  return cameras.flatMap((camera): Issue[] => {
    const words = cameraWords(camera, input.statuses[camera.id]);
    const connecting = words.tone === 'warn' && input.statuses[camera.id]?.state !== 'stalled';
    if (words.tone === 'ok' || words.tone === 'off' || connecting) return [];
    return [{ rank: words.tone === 'bad' ? 100 : 40, sentence: cameraSentence(camera, words, input.now) }];
  });
}

function cameraSentence(camera: Camera, words: CameraWords, now: number): Issue['sentence'] {
  const title =
    words.tone === 'bad' ? `${camera.name} is not recording` : `${camera.name} sends no new picture`;
  return {
    tone: words.tone,
    title,
    detail: sinceSentence(words, now),
    cameraId: camera.id,
    ...(words.remedy ? { remedy: words.remedy } : {}),
  };
}

function storageIssues({ storage, storageFailure }: StatusInput): Issue[] {
  const remedy = { kind: 'storage', label: 'Open Storage' } as const;
  if (storageFailure) {
    const code = storageFailure.code === undefined ? {} : { code: storageFailure.code };
    const sentence = {
      tone: 'warn',
      title: 'The recording disk cannot be read',
      detail: storageFailure.message,
    } as const;
    return [{ rank: 60, sentence: { ...sentence, remedy, ...code } }];
  }
  if (!storage || storage.level === 'ok') return [];
  const used = percent(storage.usedPercent);
  const code = storage.code === undefined ? {} : { code: storage.code };
  if (storage.level === 'critical') {
    const detail = `${used} used. New recordings are refused until there is room.`;
    return [
      {
        rank: 80,
        sentence: { tone: 'bad', title: 'The recording disk is nearly full', detail, remedy, ...code },
      },
    ];
  }
  const detail = `${used} used. At ${percent(storage.blockThresholdPercent)} no new recording starts.`;
  return [
    {
      rank: 20,
      sentence: { tone: 'warn', title: 'The recording disk is filling up', detail, remedy, ...code },
    },
  ];
}
