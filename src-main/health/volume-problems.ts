/**
 * What is wrong with the recording disks, in words with advice: one problem per disk at most. Pure.
 * A disk that no camera records to is only a problem while its footage is away.
 */
import type { Problem } from '../../shared/contract/names.ts';
import { errorCodes } from '../../shared/model/errors.ts';
import type { VolumeInfo } from '../../shared/model/storage.ts';

export interface WatchedVolume {
  readonly volume: VolumeInfo;
  /** Since when it is as it is, UTC ms. */
  readonly since: number;
}

type Words = Pick<Problem, 'severity' | 'sentence' | 'advice'>;

/** Worst first, as the list came within one severity. */
export function volumeProblems(volumes: readonly WatchedVolume[]): Problem[] {
  const isOnly = volumes.length === 1;
  return volumes
    .flatMap(({ volume, since }): Problem[] => {
      const words = isRecordedTo(volume) ? wordsOf(volume, isOnly) : wordsOfUnused(volume);
      const code = codeOf(volume);
      return words
        ? [{ id: `storage:${volume.number}`, ...words, since, ...(code !== undefined && { code }) }]
        : [];
    })
    .toSorted((a, b) => Number(b.severity === 'bad') - Number(a.severity === 'bad'));
}

function isRecordedTo({ assignedCameras, isDefault }: VolumeInfo): boolean {
  return assignedCameras > 0 || isDefault;
}

function codeOf({ state, code }: VolumeInfo): number | undefined {
  return state === 'ok' ? code : (code ?? errorCodes.storageUnavailable);
}

function wordsOf(volume: VolumeInfo, isOnly: boolean): Words | undefined {
  const disk = `The recording disk ${volume.name}`;
  const where = volume.path === '' ? '' : ` (${volume.path})`;
  switch (volume.state) {
    case 'ok':
      return levelWords(volume, isOnly);
    case 'missing':
      return bad(
        `${disk} is not there.`,
        `Connect it again${where}; recording goes on as soon as it is back.`,
      );
    case 'other-disk':
      return bad(
        `Another disk is where ${volume.name} should be${where}.`,
        `Connect ${volume.name} again, or let the other disk take its place on the Storage page.`,
      );
    case 'unreadable':
      return bad(
        `${disk} cannot be read.`,
        `Check that it is healthy and that Watchpost may use it${where}.`,
      );
    case 'read-only':
      return bad(
        `${disk} is write-protected.`,
        'Remove the protection. A disk that protects itself is about to fail: replace it soon.',
      );
    case 'hanging':
      return bad(
        `${disk} does not answer.`,
        'Check its cable and power. A disk that does this often is failing.',
      );
    case 'failing':
      return bad(
        `${disk} could not be written lately.`,
        'Check its cable and its health, and let the cameras record to another location meanwhile.',
      );
  }
}

function levelWords(volume: VolumeInfo, isOnly: boolean): Words | undefined {
  if (volume.level === 'ok') return undefined;
  const used = `${Math.round(volume.usedPercent ?? 100)} % of ${isOnly ? 'the recording disk' : volume.name} is used`;
  if (volume.level === 'low') {
    const advice = 'Free some space, or record fewer cameras.';
    return { severity: 'warn', sentence: `Storage is low: ${used}.`, advice };
  }
  const disk = isOnly ? 'The recording disk' : `The recording disk ${volume.name}`;
  return bad(
    `${disk} is almost full: ${used}.`,
    'Free some space: no recording is started until there is room.',
  );
}

/** Nothing records there: what matters is whether its footage can be seen. */
function wordsOfUnused(volume: VolumeInfo): Words | undefined {
  const holds = volume.kinds.some(({ bytes }) => bytes > 0);
  if (!holds || volume.totalBytes !== undefined) return undefined;
  const sentence = `The disk ${volume.name} is not there; its footage cannot be played.`;
  return { severity: 'warn', sentence, advice: 'Connect it again to see what was recorded there.' };
}

function bad(sentence: string, advice: string): Words {
  return { severity: 'bad', sentence, advice };
}

/** The same list with since when each is as it is: from before where nothing but figures changed. */
export function watchedVolumes(
  volumes: readonly VolumeInfo[],
  before: readonly WatchedVolume[],
  now: number,
): WatchedVolume[] {
  return volumes.map((volume) => {
    const known = before.find((each) => each.volume.number === volume.number);
    const isSame = known?.volume.state === volume.state && known.volume.level === volume.level;
    return { volume, since: isSame ? known.since : now };
  });
}
