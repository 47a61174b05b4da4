/**
 * Volumes: the recordings folders that footage lies in or may be written to, each under a number that is never reused.
 * A path inside the data folder is stored relative to it, so that the data folder can be moved as a whole. Knows names only;
 * whether a disk is really there is the storage room's to find out.
 */
import path from 'node:path';
import type { Volume } from '../../shared/model/storage.ts';
import type { Database } from '../database/open-database.ts';

export interface FoundVolume {
  /** Absolute. */
  readonly path: string;
  /** What its id file says now, if there is one. */
  readonly id?: string;
  /** UTC ms, for a volume that is new. */
  readonly at: number;
}

interface VolumeRow {
  number: number;
  path: string | null;
  name: string | null;
  id: string | null;
  added_at: number;
}

export class VolumesTable {
  readonly #db;
  /** Folder of the catalogue; undefined in memory. */
  readonly #home: string | undefined;
  readonly #list;
  readonly #insert;
  readonly #setPath;
  readonly #setId;
  readonly #setName;
  readonly #remove;
  readonly #isUsed;
  #known: Map<number, Volume> | undefined;
  #defaultNumber = 1;

  constructor(db: Database) {
    this.#db = db;
    this.#home = db.memory ? undefined : path.dirname(path.resolve(db.name));
    this.#list = db.prepare<[], VolumeRow>('SELECT * FROM volumes ORDER BY number');
    this.#insert = db.prepare<[string | null, string | null, number]>(
      'INSERT INTO volumes (path, id, added_at) VALUES (?, ?, ?)',
    );
    this.#setPath = db.prepare<[string | null, number]>('UPDATE volumes SET path = ? WHERE number = ?');
    this.#setId = db.prepare<[string | null, number]>('UPDATE volumes SET id = ? WHERE number = ?');
    this.#setName = db.prepare<[string | null, number]>('UPDATE volumes SET name = ? WHERE number = ?');
    this.#remove = db.prepare<[number]>('DELETE FROM volumes WHERE number = ?');
    this.#isUsed = db
      .prepare<[number, number, number], number>(
        `SELECT 1 WHERE EXISTS (SELECT 1 FROM runs WHERE volume_number = ?)
           OR EXISTS (SELECT 1 FROM quarantine WHERE volume_number = ?)
           OR EXISTS (SELECT 1 FROM cameras WHERE volume_number = ? AND removed_at IS NULL)`,
      )
      .pluck();
  }

  /** All that are known, by number. */
  list(): Volume[] {
    return [...this.#all().values()];
  }

  byNumber(number: number): Volume | undefined {
    return this.#all().get(number);
  }

  byPath(folder: string): Volume | undefined {
    return this.list().find((volume) => volume.path === folder);
  }

  byId(id: string): Volume | undefined {
    return this.list().find((volume) => volume.id === id);
  }

  /** Where cameras record that name no volume. */
  default(): Volume {
    const volume = this.byNumber(this.#defaultNumber);
    if (!volume) throw new Error(`The catalogue knows no volume number ${this.#defaultNumber}`);
    return volume;
  }

  /** For this life of the app; what the settings name is taken up and made the default at every start. */
  setDefault(number: number): void {
    this.#defaultNumber = number;
  }

  /**
   * The volume that a folder is: known by its id wherever it was before, or else by its path; a new one otherwise. A folder
   * in which another disk lies now is still answered by its path: what was recorded there is expected to come back.
   */
  takeUp({ path: folder, id, at }: FoundVolume): Volume {
    return this.#change(() => {
      const same = id === undefined ? undefined : this.byId(id);
      if (same) {
        if (same.path !== folder) this.#move(same, folder);
        return same.number;
      }
      const here =
        this.byPath(folder) ?? this.list().find((volume) => volume.path === undefined && !volume.id);
      if (!here) return Number(this.#insert.run(this.#stored(folder), id ?? null, at).lastInsertRowid);
      if (here.path === undefined) this.#setPath.run(this.#stored(folder), here.number);
      if (here.id === undefined && id !== undefined) this.#setId.run(id, here.number);
      return here.number;
    });
  }

  /** Another disk is to be used at this path from now on: it becomes a volume of its own, the one before loses its path. */
  replaceAt({ path: folder, id, at }: FoundVolume): Volume {
    return this.#change(() => {
      const before = this.byPath(folder);
      if (before) this.#setPath.run(null, before.number);
      return Number(this.#insert.run(this.#stored(folder), id ?? null, at).lastInsertRowid);
    });
  }

  /** The disk was found again under another path. */
  moveTo(number: number, folder: string): Volume {
    return this.#change(() => {
      const volume = this.byNumber(number);
      if (volume) this.#move(volume, folder);
      return number;
    });
  }

  /** What its id file says; undefined takes the id back (its folder was made anew). */
  setId(number: number, id: string | undefined): void {
    this.#change(() => (this.#setId.run(id ?? null, number), number));
  }

  setName(number: number, name: string | undefined): void {
    this.#change(() => (this.#setName.run(name ?? null, number), number));
  }

  /** Whether footage, unreadable files or cameras are on it. */
  isUsed(number: number): boolean {
    return this.#isUsed.get(number, number, number) !== undefined;
  }

  /** Forgets a volume that is not used; the caller has asked. */
  remove(number: number): void {
    this.#remove.run(number);
    this.#known = undefined;
  }

  /** Two disks that changed places do so in the table, too. */
  #move(volume: Volume, folder: string): void {
    const other = this.byPath(folder);
    if (other) this.#setPath.run(null, other.number);
    this.#setPath.run(this.#stored(folder), volume.number);
    if (other && volume.path !== undefined) this.#setPath.run(this.#stored(volume.path), other.number);
  }

  #change(work: () => number): Volume {
    const number = this.#db.transaction(work)();
    this.#known = undefined;
    const volume = this.byNumber(number);
    if (!volume) throw new Error(`The catalogue knows no volume number ${number}`);
    return volume;
  }

  #all(): Map<number, Volume> {
    this.#known ??= new Map(this.#list.all().map((row) => [row.number, this.#toVolume(row)]));
    return this.#known;
  }

  #stored(folder: string): string {
    const inside = this.#home === undefined ? undefined : path.relative(this.#home, folder);
    if (inside === undefined || inside === '' || inside.startsWith('..') || path.isAbsolute(inside))
      return folder;
    return inside.split(path.sep).join('/');
  }

  #toVolume(row: VolumeRow): Volume {
    const folder = row.path === null ? undefined : path.resolve(this.#home ?? '/', row.path);
    return {
      number: row.number,
      name: row.name ?? (folder === undefined ? `Location ${row.number}` : path.basename(folder) || folder),
      addedAt: row.added_at,
      ...(folder !== undefined && { path: folder }),
      ...(row.id !== null && { id: row.id }),
    };
  }
}
