/**
 * What the files of a run's folder are to ingest: known, an orphan to be taken in, or nothing of ours (ING-5). Pure.
 * Decides by names and times alone; never looks at the disk.
 */
import { ORPHAN_AGE_MS } from '../../shared/model/limits.ts';
import { nameStampOf } from '../../shared/model/segment-name.ts';

const mediaForm = /\.mp4$/i;

export interface FolderFacts {
  readonly slug: string;
  readonly names: readonly string[];
  /** Whether the catalogue has a row for the file of this name stamp (s). */
  readonly isKnown: (nameStampS: number) => boolean;
  /** The run is being recorded: its newest file is still being written. */
  readonly isLive: boolean;
}

export interface FolderVerdict {
  /** Files to take in, oldest first. */
  readonly orphans: readonly string[];
  /** Media files whose names are not ours; they are told and never touched. */
  readonly unlisted: readonly string[];
}

export function sortFolder({ slug, names, isKnown, isLive }: FolderFacts): FolderVerdict {
  const ours: { name: string; nameStampS: number }[] = [];
  const unlisted: string[] = [];
  for (const name of names) {
    const nameStampS = nameStampOf(name, slug);
    if (nameStampS !== undefined) ours.push({ name, nameStampS });
    else if (isMedia(name)) unlisted.push(name);
  }
  ours.sort((a, b) => a.nameStampS - b.nameStampS);
  if (isLive) ours.pop();
  return {
    orphans: ours.filter(({ nameStampS }) => !isKnown(nameStampS)).map(({ name }) => name),
    unlisted,
  };
}

/** A time far ahead says as surely as one long past that nobody writes now. Both UTC ms. */
export function isAtRest(modifiedAt: number, now: number): boolean {
  return Math.abs(now - modifiedAt) > ORPHAN_AGE_MS;
}

export function isMedia(name: string): boolean {
  return mediaForm.test(name) && !name.startsWith('.');
}
