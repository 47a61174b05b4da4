/**
 * Migration 4: fragment indexes carry a checksum like segments do (an older one has none until it is written again), and
 * footage that was found missing is remembered as a range of its own kind.
 */
import type { Migration } from '../migrate.ts';

const removedFootage = (reasons: string) => [
  `CREATE TABLE removed_ranges (
     camera_number INTEGER NOT NULL REFERENCES cameras (number) ON DELETE CASCADE,
     from_at INTEGER NOT NULL,
     to_at INTEGER NOT NULL CHECK (to_at >= from_at),
     reason TEXT NOT NULL CHECK (reason IN (${reasons})),
     PRIMARY KEY (camera_number, from_at)
   ) STRICT, WITHOUT ROWID`,
  `INSERT INTO removed_ranges SELECT * FROM removed_footage WHERE reason IN (${reasons})`,
  'DROP TABLE removed_footage',
  'ALTER TABLE removed_ranges RENAME TO removed_footage',
];

export const checksumsMigration: Migration = {
  number: 4,
  name: 'checksums',
  up: [
    'ALTER TABLE fragment_indexes ADD COLUMN crc INTEGER', // CRC-32 over key and fragments
    ...removedFootage("'deleted-by-retention', 'deleted-by-operator', 'unreadable'"),
  ],
  down: [
    ...removedFootage("'deleted-by-retention', 'deleted-by-operator'"),
    'ALTER TABLE fragment_indexes DROP COLUMN crc',
  ],
};
