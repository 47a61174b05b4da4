/** Migration 3: a camera's weekly schedule, and until when a start or stop by hand outranks it (UTC ms). */
import type { Migration } from '../migrate.ts';

export const schedulesMigration: Migration = {
  number: 3,
  name: 'schedules',
  up: [
    `ALTER TABLE cameras ADD COLUMN schedule TEXT CHECK (json_valid(schedule))`, // the contract's weekly schedule
    `ALTER TABLE cameras ADD COLUMN hand_until INTEGER`,
  ],
  down: ['ALTER TABLE cameras DROP COLUMN hand_until', 'ALTER TABLE cameras DROP COLUMN schedule'],
};
