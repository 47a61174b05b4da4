import { describe, expect, it } from 'vitest';
import type { RetentionPolicy } from '../../../shared/contract/names.ts';
import { errorCodes } from '../../../shared/model/errors.ts';
import { previewRetention } from '../../../src-main/retention/retention-preview.ts';
import { DAY_MS, RetentionRoom, SIZE } from '../../support/retention-room.ts';

function twoCameras() {
  const room = new RetentionRoom();
  const till = room.footage({ slug: 'till', starts: room.daysAgo(20, 10, 5, 1) });
  const door = room.footage({ slug: 'door', starts: room.daysAgo(20, 1), retention: { keepDays: 25 } });
  const preview = (policy: RetentionPolicy) => previewRetention(policy, room.deps);
  return { room, till, door, preview };
}

describe('a dry run', () => {
  it('RET-5 of new defaults tells what goes from the cameras that have no rule of their own', async () => {
    const { room, preview } = twoCameras();
    expect(await preview({ keepDays: 7 })).toEqual({
      cameras: [
        {
          cameraId: 'till',
          files: 2,
          bytes: 2 * SIZE,
          from: room.now - 20 * DAY_MS,
          to: room.now - 10 * DAY_MS + 600_000,
        },
      ],
      files: 2,
      bytes: 2 * SIZE,
    });
    expect(await preview({})).toEqual({ cameras: [], files: 0, bytes: 0 });
  });

  it('RET-5 of one camera’s rules leaves the others out', async () => {
    const { preview } = twoCameras();
    expect(await preview({ cameraId: 'door', keepDays: 7 })).toMatchObject({
      cameras: [{ cameraId: 'door', files: 1 }],
    });
    expect(await preview({ cameraId: 'door', keepDays: null })).toMatchObject({ files: 0 });
  });

  it('RET-5 takes null for the default of a camera, and for no limit in the defaults', async () => {
    const { room, preview } = twoCameras();
    room.defaults = { keepDays: 30, maxAgeDays: 7 };
    expect(await preview({})).toMatchObject({ files: 3 });
    expect(await preview({ maxAgeDays: null })).toMatchObject({ files: 0 });
    room.defaults = { keepDays: 7 };
    expect(await preview({ cameraId: 'door', keepDays: null })).toMatchObject({ files: 1 });
  });

  it('RET-5 tells what the pass then deletes, and deletes nothing itself', async () => {
    const { room, till, preview } = twoCameras();
    const policy = { keepDays: 30, keepBytes: 150 };
    const told = await preview(policy);
    expect(room.daysLeft(till.camera)).toEqual([20, 10, 5, 1]);
    room.defaults = policy;
    expect(await room.pass()).toMatchObject({ files: told.files, bytes: told.bytes });
    expect(await preview({})).toMatchObject({ files: 0 });
  });

  it('RET-5 leaves out what is held, and counts what is being played', async () => {
    const { room, till, preview } = twoCameras();
    room.inUse.add(till.segments[1]!.id);
    const held = { from: till.segments[0]!.startAt, to: till.segments[0]!.startAt + 1 };
    const hold = { id: 'h', cameraNumbers: [till.camera.number], reason: 'x', createdAt: 0 };
    room.catalogue.holds.add({ ...hold, ...held });
    expect(await preview({ keepDays: 7 })).toMatchObject({ files: 1, bytes: SIZE });
  });

  it('API-2 RET-5 of a camera that does not exist is refused', async () => {
    const { preview } = twoCameras();
    await expect(preview({ cameraId: 'nobody' })).rejects.toMatchObject({ code: errorCodes.notFound });
  });
});
