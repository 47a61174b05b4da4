/**
 * The browser host with a recorder of canned answers, as a process for tests of the host itself: lock, ready line, signals.
 * FAKE_START chooses how the recorder starts: `refused`, `settings`, `crash`, `hang-on-stop`, or well.
 */
import { AppError } from '../../shared/model/errors.ts';
import { runBrowserHost } from '../../src-main/hosts/node/run.ts';
import { acquireDataLock } from '../../src-main/database/data-lock.ts';
import { SettingsError } from '../../src-main/settings/settings-error.ts';
import { fakeRecorder } from './fake-recorder.ts';

await runBrowserHost(async ({ dataDir, logger, redactor, secrets }) => {
  const lock = acquireDataLock(dataDir);
  const how = process.env.FAKE_START;
  if (how === 'refused') throw new AppError('refused', 'This catalogue was written by a newer Watchpost.');
  if (how === 'settings')
    throw new SettingsError('STORAGE_WARN_PERCENT must be below STORAGE_BLOCK_PERCENT.');
  if (how === 'crash') throw new TypeError('a programming error');
  const planted = process.env.FAKE_PASSWORD;
  if (planted !== undefined) {
    redactor?.add(planted, 'operator');
    await secrets.set('cam-1', planted);
    logger?.info('Trying rtsp://operator@camera/ now.', {
      password: planted,
      url: `rtsp://a:${planted}@camera/`,
    });
  }
  const recorder = fakeRecorder();
  return {
    ...recorder,
    stop: async () => {
      if (how === 'fails-to-stop') throw new Error('disk gone');
      lock.release();
      logger?.info('The fake recorder stopped.');
    },
  };
});
