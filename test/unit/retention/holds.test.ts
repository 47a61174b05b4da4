import { describe, expect, it } from 'vitest';
import { errorCodes } from '../../../shared/model/errors.ts';
import { Holds } from '../../../src-main/retention/holds.ts';
import { RetentionRoom, SIZE } from '../../support/retention-room.ts';

function holdsOf(room: RetentionRoom): Holds {
  return new Holds(room.deps);
}

describe('holds', () => {
  it('RET-3 are made for several cameras, tell what they keep, and are listed until they are removed', () => {
    const room = new RetentionRoom();
    const till = room.footage({ slug: 'till', starts: room.daysAgo(5, 4, 3) });
    const door = room.footage({ slug: 'door', starts: room.daysAgo(5, 4) });
    const holds = holdsOf(room);
    const wish = { from: room.now - 5 * 86_400_000 + 599_999, to: room.now - 4 * 86_400_000 + 1 };
    const made = holds.create({ cameraIds: ['door', 'till', 'door'], reason: 'theft', ...wish });
    expect(made).toMatchObject({ cameraIds: ['till', 'door'], reason: 'theft', bytes: 4 * SIZE, ...wish });
    expect(holds.list()).toEqual([made]);
    expect(room.catalogue.holds.heldBytes(till.camera.number, room.now)).toBe(2 * SIZE);
    expect(room.catalogue.holds.heldBytes(door.camera.number, room.now)).toBe(2 * SIZE);
    holds.remove(made.id);
    expect(holds.list()).toEqual([]);
    expect(() => holds.remove(made.id)).toThrow(expect.objectContaining({ code: errorCodes.notFound }));
  });

  it('RET-3 protect nothing once they have expired', () => {
    const room = new RetentionRoom();
    const { camera } = room.footage({ slug: 'till', starts: room.daysAgo(5) });
    const wish = { cameraIds: ['till'], from: 0, to: room.now, reason: 'x' };
    holdsOf(room).create({ ...wish, expiresAt: room.now + 1 });
    expect(room.catalogue.holds.rangesOf(camera.number, room.now)).toHaveLength(1);
    expect(room.catalogue.holds.rangesOf(camera.number, room.now + 1)).toEqual([]);
    expect(room.catalogue.holds.removeExpired(room.now)).toBe(0);
    expect(room.catalogue.holds.removeExpired(room.now + 1)).toBe(1);
  });

  it.each([
    { change: { cameraIds: ['nobody'] }, code: errorCodes.notFound },
    { change: { to: 0 }, code: errorCodes.invalidParams },
    { change: { expiresAt: 1 }, code: errorCodes.invalidParams },
  ])('API-2 refuse $change', ({ change, code }) => {
    const room = new RetentionRoom();
    room.footage({ slug: 'till', starts: room.daysAgo(5) });
    const wish = { cameraIds: ['till'], from: 0, to: room.now, reason: 'x', ...change };
    expect(() => holdsOf(room).create(wish)).toThrow(expect.objectContaining({ code }));
    expect(room.catalogue.holds.list()).toEqual([]);
  });

  it('RET-3 count a file once that reaches over the hole between two of them', () => {
    const room = new RetentionRoom();
    const { camera, segments } = room.footage({ slug: 'till', starts: room.daysAgo(5, 4, 3) });
    const at = segments[1]!.startAt;
    const ranges = [
      { from: at - 1, to: at + 1_000 },
      { from: at + 2_000, to: at + 3_000 },
      { from: at + 4_000, to: segments[2]!.startAt + 1 },
    ];
    expect(room.catalogue.holds.bytesWithin(camera.number, ranges)).toBe(2 * SIZE);
    expect(room.catalogue.holds.bytesWithin(camera.number, ranges.slice(1))).toBe(2 * SIZE);
    expect(room.catalogue.holds.bytesWithin(camera.number, ranges.slice(1, 2))).toBe(SIZE);
  });

  it('RET-3 go with the camera they were made for', async () => {
    const room = new RetentionRoom();
    const { camera } = room.footage({ slug: 'till', starts: room.daysAgo(5) });
    holdsOf(room).create({ cameraIds: ['till'], from: 0, to: room.now, reason: 'x' });
    room.catalogue.cameras.remove(camera.id, { at: room.now, footage: 'delete' });
    await room.remover.removeCameraFootage(camera.number);
    expect(room.catalogue.holds.removeExpired(room.now)).toBe(1);
    expect(room.catalogue.holds.list()).toEqual([]);
  });
});
