/**
 * Migration 6: from where a camera's files are brought in, where the operator chose it (ING-6), and by which way a file
 * came whose probe was put off, so that what becomes of it counts there (ING-7).
 */
import type { Migration } from '../migrate.ts';

export const ingestSourcesMigration: Migration = {
  number: 6,
  name: 'ingest-sources',
  up: [
    `ALTER TABLE cameras ADD COLUMN ingest_source TEXT CHECK (ingest_source IN ('manifest', 'watcher'))`,
    `ALTER TABLE deferred_probes ADD COLUMN source TEXT NOT NULL DEFAULT 'manifest' CHECK (source IN ('manifest', 'watcher'))`,
  ],
  down: [`ALTER TABLE deferred_probes DROP COLUMN source`, `ALTER TABLE cameras DROP COLUMN ingest_source`],
};
