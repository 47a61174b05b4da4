/** A recovery in the operator's words: what happened, what was done, what cannot come back, what helps. Pure. */
import type { RecoveryNote } from './recovery-note.ts';

export interface Words {
  readonly sentence: string;
  readonly advice: string;
}

/** `zone` is the PC's time zone. */
export function recoveryWords(note: RecoveryNote, zone: string): Words {
  return {
    sentence: [happened(note), done(note, zone)].join(' '),
    advice: [cannotComeBack(note, zone), ...helps(note)].join(' '),
  };
}

function happened({ cause }: RecoveryNote): string {
  return cause === 'damaged'
    ? 'The library (the list of all recordings) was damaged.'
    : 'The library (the list of all recordings) was missing, but there were recordings.';
}

function done({ backup, stage, reading }: RecoveryNote, zone: string): string {
  const from = backup
    ? `It was restored from the backup of ${moment(backup.at, zone)}`
    : 'There was no good backup, so it was made anew from the recordings';
  if (stage !== 'done') return `${from}; the recordings since then are being looked through.`;
  return `${from}, and ${counted(reading?.segmentsFound ?? 0, 'recorded file')} came back from the disks. No footage was lost by this.`;
}

function cannotComeBack({ backup }: RecoveryNote, zone: string): string {
  const since = backup ? `after ${moment(backup.at, zone)}` : 'before';
  const what = backup ? 'Events, holds and settings of cameras changed' : 'Events, holds and cameras set up';
  return (
    `${what} ${since} cannot come back, nor can the reasons of gaps: ` +
    'gaps of that time may say that Watchpost was not running although it was.'
  );
}

function helps({ reading, aside }: RecoveryNote): string[] {
  const lines: string[] = [];
  const made = reading?.camerasMade ?? [];
  if (made.length > 0) {
    lines.push(
      `${list(made)} ${made.length === 1 ? 'was' : 'were'} found by the folder alone and switched off: ` +
        'enter the address again and switch it on, or remove it.',
    );
  } else {
    lines.push('Look through your cameras and put right what has changed since.');
  }
  if ((reading?.segmentsGone ?? 0) > 0) {
    lines.push(`${counted(reading?.segmentsGone ?? 0, 'file')} that the backup knew had been deleted since.`);
  }
  if (aside !== undefined) lines.push(`The damaged file was kept as ${aside}.`);
  return lines;
}

/** What the operator reads when damage was found while the app runs. */
export function damageWords(): Words {
  return {
    sentence: 'The library (the list of all recordings) is damaged. Recording goes on.',
    advice:
      'Quit Watchpost and start it again: it will then be restored from the newest good backup, ' +
      'and the recordings since are read from the disk.',
  };
}

function moment(at: number, timeZone: string): string {
  const options = { dateStyle: 'long', timeStyle: 'short', timeZone } as const;
  return new Intl.DateTimeFormat('en-GB', options).format(at);
}

function counted(count: number, what: string): string {
  return count === 1 ? `1 ${what}` : `${count} ${what}s`;
}

function list(names: readonly string[]): string {
  const shown = names.slice(0, 5).map((name) => `“${name}”`);
  const more = names.length - shown.length;
  if (more > 0) return `${shown.join(', ')} and ${more} more`;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1) ?? ''}`;
}
