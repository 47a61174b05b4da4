/**
 * Migration 5: how long each camera's footage is kept (NULL: the default of the settings), and holds: ranges of some cameras
 * that no rule deletes.
 */
import type { Migration } from '../migrate.ts';

export const retentionMigration: Migration = {
  number: 5,
  name: 'retention',
  up: [
    'ALTER TABLE cameras ADD COLUMN keep_days INTEGER CHECK (keep_days >= 1)',
    'ALTER TABLE cameras ADD COLUMN keep_bytes INTEGER CHECK (keep_bytes >= 1000000)',
    'ALTER TABLE cameras ADD COLUMN max_age_days INTEGER CHECK (max_age_days >= 1)',
    `CREATE TABLE holds (
       id TEXT PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
       from_at INTEGER NOT NULL,
       to_at INTEGER NOT NULL CHECK (to_at >= from_at),
       reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 200),
       created_at INTEGER NOT NULL,
       expires_at INTEGER                                                          -- NULL: until somebody removes it
     ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE hold_cameras (
       camera_number INTEGER NOT NULL REFERENCES cameras (number) ON DELETE CASCADE,
       hold_id TEXT NOT NULL REFERENCES holds (id) ON DELETE CASCADE,
       PRIMARY KEY (camera_number, hold_id)
     ) STRICT, WITHOUT ROWID`,
    'CREATE INDEX hold_cameras_by_hold ON hold_cameras (hold_id)',
  ],
  down: [
    'DROP TABLE hold_cameras',
    'DROP TABLE holds',
    'ALTER TABLE cameras DROP COLUMN max_age_days',
    'ALTER TABLE cameras DROP COLUMN keep_bytes',
    'ALTER TABLE cameras DROP COLUMN keep_days',
  ],
};
