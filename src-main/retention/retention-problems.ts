/**
 * What retention has to tell the operator, in words with advice: pure. A disk that will hold less than asked is told before
 * footage goes (RET-6); footage that went too early, files that are gone (RET-8) and a disk that deletes nothing are told after.
 */
import type { Problem } from '../../shared/contract/names.ts';
import type { Camera } from '../../shared/model/camera.ts';
import { askedDays } from '../../shared/model/retention.ts';
import type { RetentionRules } from '../../shared/model/retention.ts';
import { DAY_MS } from './retention-policy.ts';
import type { HeldDays } from './promise.ts';
import type { RetentionState } from './retention-worker.ts';

export interface RetentionFacts {
  readonly now: number;
  readonly state: RetentionState;
  /** By disk: what it promises to the cameras that record to it. */
  readonly promises: readonly {
    readonly cameras: readonly (HeldDays & { readonly camera: Camera })[];
    readonly daysUntilFull: number | undefined;
  }[];
  /** Cameras whose promise was told to be broken before: they have to be all right again, not just nearly. */
  readonly toldShort: ReadonlySet<number>;
  readonly rulesOf: (camera: Camera) => RetentionRules;
  readonly cameraOf: (cameraNumber: number) => Camera | undefined;
  readonly volumeName: (volumeNumber: number) => string;
  /** Since when a problem is known, by its id. */
  readonly sinceOf: (id: string) => number;
}

const HELPS = 'Record to a larger disk, ask for fewer days, or let the cameras send less.';
/** More names than this make no sentence. */
const NAMED = 3;

/** Worst first. */
export function retentionProblems(facts: RetentionFacts): Problem[] {
  const problems = [...volumeProblems(facts), lossProblem(facts), shortProblem(facts)];
  return problems.flatMap((problem) =>
    problem ? [{ severity: 'warn' as const, since: facts.sinceOf(problem.id), ...problem }] : [],
  );
}

/** Cameras that are told to be short now. Falls back only when all that was asked for fits. */
export function shortCameras(
  facts: Pick<RetentionFacts, 'promises' | 'toldShort' | 'rulesOf'>,
): ShortCamera[] {
  return facts.promises.flatMap(({ cameras, daysUntilFull }) =>
    cameras.flatMap(({ camera, heldDays, isKept, isWhole }) => {
      const isShort = !isKept || (facts.toldShort.has(camera.number) && !isWhole);
      if (heldDays === undefined || !isShort) return [];
      return [{ camera, heldDays, asked: askedDays(facts.rulesOf(camera)), daysUntilFull }];
    }),
  );
}

export interface ShortCamera {
  readonly camera: Camera;
  readonly heldDays: number;
  readonly asked: number;
  readonly daysUntilFull: number | undefined;
}

type Told = Omit<Problem, 'since' | 'severity'>;

function shortProblem(facts: RetentionFacts): Told | undefined {
  const short = shortCameras(facts);
  const [first] = short;
  if (!first) return undefined;
  const fullIn = Math.min(...short.map(({ daysUntilFull }) => daysUntilFull ?? Number.POSITIVE_INFINITY));
  const when = fullIn < 1 ? 'From now on' : `In about ${daysInWords(fullIn)}`;
  const what =
    short.length === 1
      ? `${first.camera.name}: ${daysInWords(first.asked)} asked, the disk holds about ${daysInWords(first.heldDays)}.`
      : `The disk holds less than asked of ${short.length} cameras: ${listed(
          short.map(
            ({ camera, heldDays, asked }) => `${camera.name} about ${daysInWords(heldDays)} of ${asked}`,
          ),
        )}.`;
  return {
    id: 'retention:short',
    ...(short.length === 1 && { cameraId: first.camera.id }),
    sentence: `${what} ${when} footage younger than asked is deleted.`,
    advice: HELPS,
  };
}

function lossProblem({ state, now, cameraOf, rulesOf }: RetentionFacts): Told | undefined {
  const lost = [...state.brokenPromises].flatMap(([cameraNumber, { until }]) => {
    const camera = cameraOf(cameraNumber);
    if (!camera) return [];
    const back = daysInWords((now - until) / DAY_MS);
    return [
      {
        camera,
        words: `${camera.name} goes back ${back} of ${ofAsked(back, askedDays(rulesOf(camera)))} asked`,
      },
    ];
  });
  const [first] = lost;
  if (!first) return undefined;
  return {
    id: 'retention:loss',
    ...(lost.length === 1 && { cameraId: first.camera.id }),
    sentence: `The recording disk was full, and footage was deleted before its time: ${listed(lost.map(({ words }) => words))}.`,
    advice: HELPS,
  };
}

function volumeProblems({ state, volumeName }: RetentionFacts): Told[] {
  return [...state.troubles].map(([number, trouble]): Told => {
    const name = volumeName(number);
    switch (trouble.kind) {
      case 'files-lost':
        return {
          id: `retention:files-lost:${number}`,
          sentence:
            `On the recording disk ${name}, ${trouble.missing} of ${trouble.rows} files are not there. ` +
            'Nothing is forgotten or deleted on it until that is clear.',
          advice:
            'Check that the right disk is connected. If somebody deleted the files, repair the library on the Health page.',
        };
      case 'cannot-delete':
        return {
          id: `retention:cannot-delete:${number}`,
          sentence: `Old footage on the recording disk ${name} cannot be deleted.`,
          advice: 'Check that the disk is not write-protected, and that Watchpost may delete files there.',
        };
    }
  });
}

/** "7 days of 30", but "12 hours of 30 days". */
function ofAsked(back: string, asked: number): string {
  return back.endsWith('days') ? String(asked) : daysInWords(asked);
}

function listed(words: readonly string[]): string {
  const more = words.length - NAMED;
  return more > 0 ? `${words.slice(0, NAMED).join(', ')} and ${more} more` : words.join(', ');
}

/** "12 days", "1 day", "20 hours", "less than 1 hour". */
function daysInWords(days: number): string {
  if (days >= 1.95) return `${Math.floor(days + 0.05)} days`;
  if (days >= 0.95) return '1 day';
  const hours = Math.floor(days * 24);
  if (hours >= 2) return `${hours} hours`;
  return hours === 1 ? '1 hour' : 'less than 1 hour';
}
