/** The migrations in order; the one list that is appended to. */
import type { Migration } from '../migrate.ts';
import { initialMigration } from './0001-initial.ts';
import { volumesMigration } from './0002-volumes.ts';
import { schedulesMigration } from './0003-schedules.ts';
import { checksumsMigration } from './0004-checksums.ts';
import { retentionMigration } from './0005-retention.ts';
import { ingestSourcesMigration } from './0006-ingest-sources.ts';

export const migrations: readonly Migration[] = [
  initialMigration,
  volumesMigration,
  schedulesMigration,
  checksumsMigration,
  retentionMigration,
  ingestSourcesMigration,
];
