/**
 * Opens the catalogue at start, and never an empty one in silence: a damaged or lost one is replaced first (replace-catalogue.ts).
 * Looks at the whole file for a limited time only; what is left of the look goes on while cameras are recorded.
 */
import { existsSync, statSync } from 'node:fs';
import { AppError } from '../../shared/model/errors.ts';
import { START_CHECK_MS } from '../../shared/model/limits.ts';
import type { Clock } from '../base/clock.ts';
import { Catalogue } from '../catalogue/catalogue.ts';
import type { CatalogueReport } from './check-catalogue.ts';
import { beginReplacing, cannotReplace, finishReplacing } from './replace-catalogue.ts';
import type { ReplacingDeps } from './replace-catalogue.ts';
import type { RecoveryNote } from './recovery-note.ts';

export interface OpeningDeps extends ReplacingDeps {
  readonly backupDir: string;
  /** Whether the recordings folder holds runs, so that a catalogue must have been there. */
  readonly hasRecordings: () => Promise<boolean>;
}

export interface OpenedCatalogue {
  readonly catalogue: Catalogue;
  /** What the look at the whole file finds, once it is done; undefined when it could not be made. Never rejects. */
  readonly report: Promise<CatalogueReport | undefined>;
}

type Opening = OpenedCatalogue | { readonly lost: Pick<RecoveryNote, 'cause' | 'findings'> };

/** AppError refused for a newer catalogue, unavailable when a lost one cannot be replaced (a full disk). */
export async function openCatalogue(deps: OpeningDeps): Promise<OpenedCatalogue> {
  await finishReplacing(deps);
  const first = await tryToOpen(deps);
  if (!('lost' in first)) return first;
  deps.logger.error('The catalogue is lost and is being replaced', first.lost);
  beginReplacing(deps, first.lost);
  await finishReplacing(deps);
  const second = await tryToOpen(deps);
  if (!('lost' in second)) return second;
  // A disk on which not even a checked copy stays whole.
  throw cannotReplace(second.lost.findings.join('; '));
}

async function tryToOpen(deps: OpeningDeps): Promise<Opening> {
  const { backupDir, clock, file, logger } = deps;
  const looked = look(deps);
  const report = await inTime(looked, clock);
  if (report?.kind === 'damaged') return { lost: { cause: 'damaged', findings: report.findings } };
  if (report?.kind === 'empty' && (await isLost(deps))) return { lost: { cause: 'missing', findings: [] } };
  try {
    const catalogue = Catalogue.open(file, { backupDir, logger });
    if (report?.kind !== 'indexes') return { catalogue, report: looked };
    if (!catalogue.rebuildIndexes()) {
      catalogue.close();
      return { lost: { cause: 'damaged', findings: report.findings } };
    }
    logger.warn('Damaged indexes of the catalogue were made again from their tables');
    return { catalogue, report: Promise.resolve(undefined) };
  } catch (error) {
    // What the look has not reached yet may be what opening stumbles over.
    if (report?.kind === 'sound' || !isDamage(error)) throw error;
    return { lost: { cause: 'damaged', findings: [messageOf(error)] } };
  }
}

async function look({ file, thread, logger }: OpeningDeps): Promise<CatalogueReport | undefined> {
  if (!existsSync(file) || statSync(file).size === 0) return { kind: 'empty' };
  try {
    const report = await thread.run({ kind: 'check', file, options: { stride: 1 } });
    if (report.kind !== 'sound') logger.error('The catalogue is not sound', { report });
    return report;
  } catch (error) {
    logger.error('The catalogue could not be checked', { error: String(error) });
    return undefined;
  }
}

async function inTime<T>(work: Promise<T>, clock: Clock): Promise<T | undefined> {
  const done = new AbortController();
  const late = clock.sleep(START_CHECK_MS, done.signal).then(() => undefined);
  const result = await Promise.race([work, late]);
  done.abort();
  return result;
}

/** Empty is right for a data folder that is new, and for a catalogue that is about to be made from the disks. */
async function isLost({ backups, hasRecordings, notes }: OpeningDeps): Promise<boolean> {
  const note = notes.get();
  if (note?.stage === 'reading-disks' && note.backup === undefined) return false;
  return (await backups.candidates()).length > 0 || hasRecordings();
}

function isDamage(error: unknown): boolean {
  if (error instanceof AppError) return (error.data as { damaged?: unknown } | undefined)?.damaged === true;
  return /^SQLITE_(CORRUPT|NOTADB|ERROR)/.test(String((error as { code?: unknown }).code));
}

function messageOf(error: unknown): string {
  const { cause } = error as { cause?: unknown };
  return (cause instanceof Error ? cause.message : String(error)).slice(0, 200);
}
