/**
 * Where unreadable segments wait: RECORDINGS/.quarantine, each file with a JSON note that says why and since when.
 * Only moves (within the volume, so nothing is copied); taking footage off the disk after its time is retention's.
 */
import fs from 'node:fs';
import path from 'node:path';
import { QUARANTINE_KEEP_MS } from '../../shared/model/limits.ts';
import type { Clock } from '../base/clock.ts';
import type { ProbeFailure } from './probe-result.ts';

export const QUARANTINE_FOLDER = '.quarantine';

export interface QuarantineNote {
  readonly cameraSlug: string;
  /** Relative to the recordings folder, where the file was. */
  readonly from: string;
  readonly failure: ProbeFailure;
  readonly detail: string;
  /** UTC ms. */
  readonly quarantinedAt: number;
}

export interface QuarantinedFile extends QuarantineNote {
  /** Absolute. */
  readonly file: string;
  readonly sizeBytes: number;
  /** From when retention may remove it, UTC ms. */
  readonly keepUntil: number;
}

export class Quarantine {
  readonly #recordings: string;
  readonly #folder: string;
  readonly #clock: Clock;

  constructor({ recordingsFolder, clock }: { recordingsFolder: string; clock: Clock }) {
    this.#recordings = recordingsFolder;
    this.#folder = path.join(recordingsFolder, QUARANTINE_FOLDER);
    this.#clock = clock;
  }

  /** Moves a file out of its run folder; throws the system's error, and then the file is still where it was. */
  put(file: string, why: { cameraSlug: string; failure: ProbeFailure; detail: string }): QuarantinedFile {
    const from = path.relative(this.#recordings, file);
    if (from.startsWith('..') || path.isAbsolute(from))
      throw new Error('not a file of the recordings folder');
    fs.mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    // Run folders and names are unique, so their join is too.
    const name = from
      .split(path.sep)
      .slice(-3)
      .join('__')
      .replaceAll(/[^0-9A-Za-z_.-]/g, '_');
    const target = path.join(this.#folder, name);
    const note: QuarantineNote = { ...why, from, quarantinedAt: this.#clock.now() };
    if (fs.existsSync(target)) throw new Error(`${name} is already in quarantine`);
    // The note first: a note without its file is ignored, a file without its note would be a riddle.
    fs.writeFileSync(`${target}.json`, JSON.stringify(note), { mode: 0o600 });
    fs.renameSync(file, target);
    syncFolder(this.#folder);
    syncFolder(path.dirname(file));
    return { ...note, file: target, sizeBytes: fs.statSync(target).size, keepUntil: keepUntil(note) };
  }

  /** Everything that waits, oldest first. A file whose note cannot be read is listed from what the disk says. */
  list(): QuarantinedFile[] {
    let names: string[];
    try {
      names = fs.readdirSync(this.#folder);
    } catch {
      return [];
    }
    return names
      .filter((name) => name.endsWith('.mp4'))
      .flatMap((name) => this.#describe(path.join(this.#folder, name)))
      .toSorted((a, b) => a.quarantinedAt - b.quarantinedAt);
  }

  #describe(file: string): QuarantinedFile[] {
    try {
      const { size, ctimeMs } = fs.statSync(file);
      const note = readNote(`${file}.json`) ?? {
        cameraSlug: '',
        from: path.basename(file),
        failure: 'unreadable',
        detail: 'the note beside the file cannot be read',
        quarantinedAt: Math.round(ctimeMs),
      };
      return [{ ...note, file, sizeBytes: size, keepUntil: keepUntil(note) }];
    } catch {
      return [];
    }
  }
}

/** The file is back where it was: the note beside its place in quarantine explains nothing any more. */
export function forgetNote(file: string): void {
  fs.rmSync(`${file}.json`, { force: true });
}

function keepUntil(note: QuarantineNote): number {
  return note.quarantinedAt + QUARANTINE_KEEP_MS;
}

function readNote(file: string): QuarantineNote | undefined {
  try {
    const note = JSON.parse(fs.readFileSync(file, 'utf8')) as Partial<QuarantineNote> | null;
    return typeof note?.quarantinedAt === 'number' && typeof note.from === 'string'
      ? (note as QuarantineNote)
      : undefined;
  } catch {
    return undefined;
  }
}

/** A rename is only on the disk when both folders are. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const descriptor = fs.openSync(folder, 'r');
  try {
    fs.fsyncSync(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
}
