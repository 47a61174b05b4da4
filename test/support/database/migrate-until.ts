/** A process of its own that migrates a catalogue to a version and kills itself with SIGKILL before the n-th statement. */
import Sqlite from 'better-sqlite3';
import { silentLogger } from '../../../src-main/base/logger.ts';
import { migrations } from '../../../src-main/database/migrations/all.ts';
import { migrate } from '../../../src-main/database/migrate.ts';

const [file = '', target = '0', killAt = '0'] = process.argv.slice(2);
const db = new Sqlite(file);
db.pragma('journal_mode = WAL');
db.pragma('foreign_keys = ON');
migrate(db, {
  migrations,
  logger: silentLogger,
  target: Number(target),
  beforeStatement: (index) => {
    if (index === Number(killAt)) process.kill(process.pid, 'SIGKILL');
  },
});
db.close();
