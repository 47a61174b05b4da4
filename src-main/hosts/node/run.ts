/**
 * One run of the browser host, from the command line to the exit status: flags, data folder, recorder, server, ready line,
 * orderly stop. `startRecorder` is handed in, so that tests can run all of this with a recorder of their own.
 */
import os from 'node:os';
import path from 'node:path';
import { AppError, errorCodes } from '../../../shared/model/errors.ts';
import { systemClock } from '../../base/clock.ts';
import { openProcessLog } from '../../base/process-logger.ts';
import { Redactor } from '../../base/redaction.ts';
import type { RecorderOptions, RunningRecorder } from '../../recorder/facade.ts';
import { FileSecretStore } from '../../settings/file-secret-store.ts';
import { appFiles, appVersion } from '../common/app-files.ts';
import { defaultDataFolder, prepareDataFolder } from '../common/data-folder.ts';
import { explainStartFailure } from '../common/explain-start-failure.ts';
import { parseFlags, type Flags } from '../common/flags.ts';
import { StartRefused } from '../common/start-refused.ts';
import { surviveErrors } from '../common/survive-errors.ts';
import { startBrowserHost } from './browser-host.ts';
import { announceInstance, askRunningInstance } from './handover.ts';
import { openBrowser } from './open-browser.ts';

export type StartRecorder = (options: RecorderOptions) => Promise<RunningRecorder>;

/** A stop that takes longer than this is given up; what FFmpeg wrote is adopted at the next start. */
const STOP_DEADLINE_MS = 20_000;

/** Runs until a signal; sets the exit status and never throws. */
export async function runBrowserHost(startRecorder: StartRecorder): Promise<void> {
  process.stdout.on('error', () => {});
  try {
    await start(startRecorder, parseFlags(process.argv.slice(2)));
  } catch (error) {
    const { sentence, exitCode } = explainStartFailure(error);
    process.stderr.write(`${sentence}\n`);
    process.exitCode = exitCode;
    // Whatever was half started must not keep a refused process alive.
    process.exit();
  }
}

async function start(startRecorder: StartRecorder, flags: Flags): Promise<void> {
  const place = { platform: process.platform, home: os.homedir(), env: process.env };
  const dataDir = flags.dataDir ?? defaultDataFolder(place);
  prepareDataFolder(dataDir);
  const redactor = new Redactor();
  const log = await openProcessLog({ folder: path.join(dataDir, 'logs'), redactor });
  const recorder = await startOrHandOver(flags, dataDir, () =>
    startRecorder({
      dataDir,
      env: process.env,
      ...(flags.demo === undefined ? {} : { demo: flags.demo }),
      secrets: FileSecretStore.open(dataDir),
      rendererDir: appFiles.rendererDir,
      relayWorkerUrl: appFiles.relayWorkerUrl,
      safekeepingWorkerUrl: appFiles.safekeepingWorkerUrl,
      host: 'node',
      version: appVersion(),
      logger: log.logger,
      redactor,
    }),
  );
  if (!recorder) return;

  const host = await startBrowserHost({
    recorder,
    rendererDir: appFiles.rendererDir,
    port: flags.port,
    logger: log.logger,
  }).catch(async (error: unknown) => {
    await recorder.stop();
    throw error;
  });
  const withdraw = announceInstance(dataDir, {
    pid: process.pid,
    port: host.port,
    secret: host.handoverSecret,
  });
  const stop = async () => {
    withdraw();
    await host.close();
    await recorder.stop();
    log.logger.info('Watchpost stopped.');
    await log.close();
  };
  surviveErrors(log.logger);
  stopOnSignals(stop);
  const url = host.newLoginUrl();
  const ready = {
    ready: true,
    url,
    rpc: `ws://127.0.0.1:${host.port}/rpc`,
    token: host.token,
    pid: process.pid,
  };
  process.stdout.write(`${JSON.stringify(ready)}\n`);
  if (flags.openWindow) showWindow(url, dataDir);
}

/** The recorder, or undefined when the running instance took over and this process only has to end well. */
async function startOrHandOver(
  flags: Flags,
  dataDir: string,
  startRecorder: () => Promise<RunningRecorder>,
): Promise<RunningRecorder | undefined> {
  try {
    return await startRecorder();
  } catch (error) {
    if (!(error instanceof AppError && error.code === errorCodes.refused)) throw error;
    const url = await askRunningInstance(dataDir);
    if (url === undefined) throw new StartRefused(error.message, { cause: error });
    if (flags.openWindow) showWindow(url, dataDir);
    else process.stderr.write(`Watchpost is running already. Its window: ${url}\n`);
    process.exit(0);
  }
}

function showWindow(url: string, dataDir: string): void {
  const opened = openBrowser(url, path.join(dataDir, 'window'));
  if (!opened)
    process.stderr.write(`Open this address in a browser on this computer (it works once): ${url}\n`);
}

/** SIGTERM, SIGINT, SIGHUP stop in order with status 0, or 1 when that fails; a second signal is not needed. */
function stopOnSignals(stop: () => Promise<void>): void {
  let stopping = false;
  const stopOnce = () => {
    if (stopping) return;
    stopping = true;
    systemClock.after(STOP_DEADLINE_MS, () => process.exit(1));
    stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, stopOnce);
}
