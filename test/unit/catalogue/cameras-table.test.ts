import { describe, expect, it, onTestFinished } from 'vitest';
import { errorCodes } from '../../../shared/model/errors.ts';
import type { CameraSource } from '../../../shared/model/camera.ts';
import { alwaysOn, scheduleOf } from '../../../shared/model/schedule.ts';
import { silentLogger } from '../../../src-main/base/logger.ts';
import { Catalogue } from '../../../src-main/catalogue/catalogue.ts';
import { migrations } from '../../../src-main/database/migrations/all.ts';
import { openDatabase } from '../../../src-main/database/open-database.ts';
import {
  addCamera,
  beginRun,
  NO_INDEX,
  openTestCatalogue,
  segmentOf,
} from '../../support/catalogue-fixture.ts';

describe('cameras', () => {
  it('CAM-2 every kind of source is read back as it was stored', () => {
    const catalogue = openTestCatalogue();
    const sources: CameraSource[] = [
      { kind: 'demo' },
      { kind: 'usb', device: '/dev/video0' },
      { kind: 'rtsp', url: 'rtsp://10.0.0.5/main' },
      {
        kind: 'rtsp',
        url: 'rtsps://10.0.0.6/main',
        subUrl: 'rtsps://10.0.0.6/sub',
        username: 'viewer',
        allowBasic: false,
        certificatePin: 'ab'.repeat(32),
      },
    ];
    for (const [index, source] of sources.entries()) {
      const added = addCamera(catalogue, { slug: `camera-${index}`, source });
      expect(catalogue.cameras.get(added.id)).toEqual(added);
      expect(added.source).toEqual(source);
    }
    expect(catalogue.cameras.list().map((camera) => camera.number)).toEqual([1, 2, 3, 4]);
  });

  it('REC-10 keeps a weekly schedule and what was done by hand, and forgets the latter when told so', () => {
    const catalogue = openTestCatalogue();
    const schedule = scheduleOf((day) => (day === 'sunday' ? [] : [{ fromMinute: 480, toMinute: 1_080 }]));
    const camera = addCamera(catalogue, { recordingMode: 'schedule', schedule, handUntil: 5_000 });
    expect(catalogue.cameras.get(camera.id)).toEqual(camera);
    expect(catalogue.cameras.update(camera.id, { name: 'Till' })).toMatchObject({
      schedule,
      handUntil: 5_000,
    });
    const changed = catalogue.cameras.update(camera.id, { handUntil: undefined });
    expect(changed).not.toHaveProperty('handUntil');
    expect(catalogue.cameras.get(camera.id)).toEqual(changed);
  });

  it('REC-10 a schedule that cannot be read records always rather than never', () => {
    const db = openDatabase(':memory:', { migrations, logger: silentLogger });
    onTestFinished(() => void db.close());
    const catalogue = new Catalogue(db);
    const { id } = addCamera(catalogue, { recordingMode: 'schedule', schedule: alwaysOn });
    for (const damaged of ['{}', 'null', '[1]', JSON.stringify({ ...alwaysOn, monday: 'from 9 to 5' })]) {
      db.prepare('UPDATE cameras SET schedule = ?').run(damaged);
      expect(catalogue.cameras.get(id).schedule).toEqual(alwaysOn);
    }
    expect(() => db.prepare('UPDATE cameras SET schedule = ?').run('{')).toThrow(/CHECK/);
  });

  it('CAM-5 can be renamed, reordered, disabled and given another source; slug and number stay', () => {
    const catalogue = openTestCatalogue();
    const first = addCamera(catalogue, { slug: 'one' });
    const second = addCamera(catalogue, { slug: 'two' });
    const changes = {
      name: 'Tür "2"; DROP TABLE',
      position: 0,
      enabled: false,
      source: { kind: 'usb', device: 'x' },
    } as const;
    const changed = catalogue.cameras.update(second.id, changes);
    expect(changed).toEqual({ ...second, ...changes });
    expect(catalogue.cameras.list()).toEqual([changed, first]);
  });

  it('CAM-5 a removed camera is no longer listed, but its footage keeps its name and its slug stays taken', () => {
    const catalogue = openTestCatalogue();
    const camera = addCamera(catalogue);
    const run = { cameraNumber: camera.number, runId: beginRun(catalogue, camera.number) };
    const { segment } = catalogue.segments.insert(segmentOf(run), NO_INDEX);
    catalogue.cameras.remove(camera.id, { at: 5_000, footage: 'keep' });
    expect(catalogue.cameras.list()).toEqual([]);
    expect(catalogue.cameras.byId(camera.id)).toBeUndefined();
    expect(catalogue.cameras.removed()).toEqual([{ camera, removedAt: 5_000, footage: 'keep' }]);
    expect(catalogue.cameras.slugTaken(camera.slug)).toBe(true);
    expect(catalogue.fileOf(segment)).toContain('front-door/');
    expect(catalogue.bytesByCamera().get(camera.number)).toBe(segment.sizeBytes);
  });

  it('CAM-5 a purged camera takes its history along, and its number is never used again', () => {
    const catalogue = openTestCatalogue();
    const camera = addCamera(catalogue);
    catalogue.attempts.record({ cameraNumber: camera.number, at: 1, reason: 'stalled' });
    catalogue.cameras.remove(camera.id, { at: 5_000, footage: 'delete' });
    catalogue.cameras.purge(camera.number);
    expect(catalogue.cameras.removed()).toEqual([]);
    expect(catalogue.attempts.between(camera.number, 0, 10)).toEqual([]);
    expect(addCamera(catalogue).number).toBe(camera.number + 1);
  });

  it('cannot be purged while segments of it exist', () => {
    const catalogue = openTestCatalogue();
    const camera = addCamera(catalogue);
    const run = { cameraNumber: camera.number, runId: beginRun(catalogue, camera.number) };
    catalogue.segments.insert(segmentOf(run), NO_INDEX);
    catalogue.cameras.remove(camera.id, { at: 5_000, footage: 'delete' });
    expect(() => catalogue.cameras.purge(camera.number)).toThrow(/FOREIGN KEY/);
  });

  it('that do not exist are an error with a code and a sentence', () => {
    const { cameras } = openTestCatalogue();
    expect(() => cameras.get('nobody')).toThrow(
      expect.objectContaining({ code: errorCodes.notFound, message: 'This camera does not exist any more.' }),
    );
  });

  it('CAM-4 the table has no place for a password', () => {
    const catalogue = openTestCatalogue();
    const source = {
      kind: 'rtsp',
      url: 'rtsp://10.0.0.5/main',
      username: 'viewer',
      password: 'planted-secret',
    } as const;
    const added = addCamera(catalogue, { source });
    expect(JSON.stringify(catalogue.cameras.get(added.id))).not.toContain('planted-secret');
  });

  it('are refused after the last number was given out', () => {
    const catalogue = openTestCatalogue();
    for (let n = 0; n < 2047; n++) addCamera(catalogue, { slug: `c-${n}` });
    expect(() => addCamera(catalogue, { slug: 'one-more' })).toThrow(/can take no more/);
  });
});
