/** Where unreadable segments wait. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src-main/base/clock.ts';
import { Quarantine } from '../../../src-main/probe/quarantine.ts';

const day = 86_400_000;
let recordings: string;
let quarantine: Quarantine;
let now: number;
beforeEach(() => {
  recordings = fs.mkdtempSync(path.join(os.tmpdir(), 'quarantine-'));
  now = Date.UTC(2026, 0, 1);
  quarantine = new Quarantine({ recordingsFolder: recordings, clock: { ...systemClock, now: () => now } });
});
afterEach(() => fs.rmSync(recordings, { recursive: true }));

function segment(run: string, name = 'door_2026.mp4'): string {
  const folder = path.join(recordings, 'door', run);
  fs.mkdirSync(folder, { recursive: true });
  const file = path.join(folder, name);
  fs.writeFileSync(file, `bytes of ${run}`);
  return file;
}
const why = { cameraSlug: 'door', failure: 'unreadable', detail: 'noise' } as const;

describe('quarantine', () => {
  it('PRB-4 moves a file with its reason and keeps it 7 days', () => {
    const file = segment('r1');
    const moved = quarantine.put(file, why);
    expect(fs.existsSync(file)).toBe(false);
    expect(fs.readFileSync(moved.file, 'utf8')).toBe('bytes of r1');
    expect(moved).toMatchObject({
      ...why,
      from: path.join('door', 'r1', 'door_2026.mp4'),
      quarantinedAt: now,
    });
    expect(moved.keepUntil).toBe(now + 7 * day);
    expect(quarantine.list()).toEqual([moved]);
  });

  it('PRB-4 keeps files of one name from two runs apart, oldest first', () => {
    const first = quarantine.put(segment('r1'), why);
    now += day;
    const second = quarantine.put(segment('r2'), why);
    expect(quarantine.list()).toEqual([first, second]);
  });

  it('PRB-4 never overwrites what is there and never takes a file from elsewhere', () => {
    quarantine.put(segment('r1'), why);
    const again = segment('r1');
    expect(() => quarantine.put(again, why)).toThrow(/already in quarantine/);
    expect(fs.existsSync(again)).toBe(true);
    expect(() => quarantine.put('/etc/hostname', why)).toThrow(/not a file of the recordings folder/);
  });

  it('lists a file whose note is gone or spoiled, and ignores a note without its file', () => {
    expect(quarantine.list()).toEqual([]);
    const { file } = quarantine.put(segment('r1'), why);
    fs.writeFileSync(`${file}.json`, '{{{');
    fs.writeFileSync(path.join(recordings, '.quarantine', 'lost.mp4.json'), '{}');
    expect(quarantine.list()).toMatchObject([{ file, failure: 'unreadable' }]);
  });

  it('says that a move failed and leaves the file where it was', () => {
    expect(() => quarantine.put(path.join(recordings, 'none.mp4'), why)).toThrow(/ENOENT/);
    expect(quarantine.list()).toEqual([]);
  });
});
