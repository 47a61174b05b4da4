import { describe, expect, it } from 'vitest';
import type { Volume } from '../../../shared/model/storage.ts';
import { folderFault, placeFault, removalFault } from '../../../src-main/storage/volume-rules.ts';

const volume = (number: number, path?: string): Volume => ({
  number,
  name: `Disk ${number}`,
  addedAt: 1,
  ...(path !== undefined && { path }),
});
const facts = {
  dataDir: '/data',
  volumes: [volume(1, '/data/recordings'), volume(2, '/mnt/two'), volume(3)],
};

describe('where a storage location may lie', () => {
  it('STO-4 not where another one is, not inside it, not around it', () => {
    expect(placeFault('/mnt/two', facts)).toMatch(/already the storage location Disk 2/);
    expect(placeFault('/mnt/two/more', facts)).toMatch(/lies inside the storage location Disk 2/);
    expect(placeFault('/mnt', facts)).toMatch(/Disk 2 lies inside this folder/);
    expect(placeFault('/mnt/two-b', facts)).toBeUndefined();
    expect(placeFault('/mnt/..two', facts)).toBeUndefined();
  });

  it('STO-4 not around what Watchpost keeps for itself', () => {
    for (const folder of ['/data', '/']) expect(placeFault(folder, facts)).toMatch(/its own data in \/data/);
    expect(placeFault('/data/more', facts)).toBeUndefined();
  });

  it('STO-4 takes the place of the location that it replaces', () => {
    expect(placeFault('/mnt/two', { ...facts, replaces: 2 })).toBeUndefined();
    expect(placeFault('/mnt/two', { ...facts, replaces: 1 })).toMatch(/already/);
  });

  it('STO-4 every refusal of the system is a sentence that says what helps', () => {
    for (const code of ['EACCES', 'EROFS', 'ENOTDIR', 'ENOSPC', 'ENAMETOOLONG', 'EIO', undefined]) {
      expect(folderFault('/mnt/x', code)).toMatch(/^[A-Z/].*\.$/);
    }
  });
});

describe('which storage location can be removed', () => {
  const base = { volume: volume(2, '/mnt/two'), isDefault: false, cameras: [], isUsed: false };

  it('STO-4 one that nothing is on and nobody needs', () => {
    expect(removalFault(base)).toBeUndefined();
    expect(removalFault({ ...base, isDefault: true })).toMatch(/Choose another recordings folder first/);
    expect(removalFault({ ...base, isUsed: true })).toMatch(/still footage on Disk 2/);
  });

  it('STO-4 names the cameras that record there', () => {
    const said = (cameras: string[]) => removalFault({ ...base, cameras, isUsed: true });
    expect(said(['Till'])).toBe('Till records to Disk 2. Choose another location for it first.');
    expect(said(['Till', 'Yard'])).toBe(
      'Till and Yard record to Disk 2. Choose another location for them first.',
    );
    expect(said(['A', 'B', 'C', 'D', 'E'])).toMatch(/^A, B, C and 2 more record/);
  });
});
