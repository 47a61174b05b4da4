import { describe, expect, it } from 'vitest';
import type { RecoveryNote } from '../../../src-main/safekeeping/recovery-note.ts';
import { damageWords, recoveryWords } from '../../../src-main/safekeeping/recovery-words.ts';

const zone = 'Europe/Berlin';
const at = Date.UTC(2026, 10, 23, 12);
const note = (some: Partial<RecoveryNote>): RecoveryNote => ({
  stage: 'done',
  foundAt: at,
  cause: 'damaged',
  findings: [],
  reading: { camerasMade: [], segmentsFound: 12, segmentsGone: 0 },
  ...some,
});
const backup = { file: '/data/backups/x.db', at };

describe('a recovery in words', () => {
  it('MIG-1 says what happened, when the backup was made (in the PC’s zone), and what cannot come back', () => {
    const { sentence, advice } = recoveryWords(note({ backup }), zone);
    expect(sentence).toBe(
      'The library (the list of all recordings) was damaged. It was restored from the backup of ' +
        '23 November 2026 at 13:00, and 12 recorded files came back from the disks. No footage was lost by this.',
    );
    expect(advice).toContain(
      'Events, holds and settings of cameras changed after 23 November 2026 at 13:00 cannot come back',
    );
    expect(advice).toContain('Look through your cameras');
  });

  it('says while it is still being worked on', () => {
    expect(recoveryWords(note({ backup, stage: 'reading-disks' }), zone).sentence).toContain(
      'the recordings since then are being looked through',
    );
  });

  it('says that there was no good backup', () => {
    const { sentence, advice } = recoveryWords(note({ cause: 'missing' }), zone);
    expect(sentence).toContain('was missing, but there were recordings');
    expect(sentence).toContain('There was no good backup, so it was made anew');
    expect(advice).toContain('cannot come back');
  });

  it('names the cameras that need an address, a few of many', () => {
    const made = (camerasMade: string[]) =>
      recoveryWords(note({ reading: { camerasMade, segmentsFound: 1, segmentsGone: 0 } }), zone).advice;
    expect(made(['Yard'])).toContain('“Yard” was found by the folder alone and switched off');
    expect(made(['Yard', 'Till'])).toContain('“Yard” and “Till” were found');
    expect(made(['A', 'B', 'C', 'D', 'E', 'F', 'G'])).toContain('“E” and 2 more were found');
  });

  it('names what was kept, and what was gone', () => {
    const { advice } = recoveryWords(
      note({
        aside: 'catalogue-damaged-x.db',
        reading: { camerasMade: [], segmentsFound: 0, segmentsGone: 1 },
      }),
      zone,
    );
    expect(advice).toContain('1 file that the backup knew had been deleted since.');
    expect(advice).toContain('kept as catalogue-damaged-x.db');
  });

  it('says what to do about damage that was found while recording', () => {
    expect(damageWords().sentence).toContain('Recording goes on.');
    expect(damageWords().advice).toContain('start it again');
  });
});
