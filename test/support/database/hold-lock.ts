/** A process of its own that takes the lock of a data folder, says so, and keeps it until it is killed. */
import { acquireDataLock } from '../../../src-main/database/data-lock.ts';

acquireDataLock(process.argv[2] ?? '');
process.stdout.write('held\n');
process.stdin.resume();
