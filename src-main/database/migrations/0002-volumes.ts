/**
 * Migration 2: recordings on several disks. Volume 1 is the folder that was there before there were several; its path is
 * filled in at the next start. A run, a quarantined file and (when chosen) a camera name their volume by number.
 */
import type { Migration } from '../migrate.ts';

const SUMS = `SELECT runs.volume_number, segments.key / 4398046511104, sum(segments.size_bytes), count(*)
     FROM segments JOIN runs ON runs.id = segments.run_id WHERE segments.state < 3 GROUP BY 1, 2`;

export const volumesMigration: Migration = {
  number: 2,
  name: 'volumes',
  up: [
    `CREATE TABLE volumes (
       number INTEGER PRIMARY KEY AUTOINCREMENT,                                   -- never reused: runs go on naming it
       path TEXT UNIQUE,                                                           -- relative inside the data folder; NULL: not known
       name TEXT CHECK (length(name) BETWEEN 1 AND 60),                            -- the operator's text; NULL: named after its folder
       id TEXT UNIQUE CHECK (length(id) = 36),                                     -- from its id file; NULL until it has one
       added_at INTEGER NOT NULL
     ) STRICT`,
    `INSERT INTO volumes (number, added_at) VALUES (1, 0)`,
    `ALTER TABLE runs ADD COLUMN volume_number INTEGER NOT NULL DEFAULT 1`,
    `ALTER TABLE runs DROP COLUMN volume_id`,
    `CREATE INDEX runs_by_volume ON runs (volume_number, id)`,
    `ALTER TABLE cameras ADD COLUMN volume_number INTEGER REFERENCES volumes (number)`,
    `ALTER TABLE quarantine ADD COLUMN volume_number INTEGER NOT NULL DEFAULT 1`,
    `CREATE TABLE volume_usage (
       volume_number INTEGER NOT NULL,
       camera_number INTEGER NOT NULL,
       size_bytes INTEGER NOT NULL,                                                -- of its files in run folders, kept with the rows
       segments INTEGER NOT NULL,
       PRIMARY KEY (volume_number, camera_number)
     ) STRICT, WITHOUT ROWID`,
    `INSERT INTO volume_usage ${SUMS}`,
  ],
  down: [
    `DROP TABLE volume_usage`,
    `ALTER TABLE quarantine DROP COLUMN volume_number`,
    `ALTER TABLE cameras DROP COLUMN volume_number`,
    `DROP INDEX runs_by_volume`,
    `ALTER TABLE runs ADD COLUMN volume_id TEXT`,
    `UPDATE runs SET volume_id = (SELECT id FROM volumes WHERE number = runs.volume_number)`,
    `ALTER TABLE runs DROP COLUMN volume_number`,
    `DROP TABLE volumes`,
  ],
};
