/** A process of its own that migrates a catalogue and kills itself with SIGKILL before the n-th statement. */
import { silentLogger } from '../../../src-main/base/logger.ts';
import { migrations } from '../../../src-main/database/migrations/all.ts';
import { migrate } from '../../../src-main/database/migrate.ts';
import { openDatabase } from '../../../src-main/database/open-database.ts';

const [file = '', killAt = '0'] = process.argv.slice(2);
const db = openDatabase(file, { migrations: [], logger: silentLogger });
migrate(db, {
  migrations,
  logger: silentLogger,
  beforeStatement: (index) => {
    if (index === Number(killAt)) process.kill(process.pid, 'SIGKILL');
  },
});
db.close();
