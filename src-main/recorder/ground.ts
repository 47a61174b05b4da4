/**
 * What everything stands on: the lock of the data folder, settings, catalogue, FFmpeg and the list of its processes.
 * Opens and closes them in order; crash recovery that needs nothing else (left-over processes) happens here.
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import { systemClock, type Clock } from '../base/clock.ts';
import { silentLogger, type Logger } from '../base/logger.ts';
import { Redactor } from '../base/redaction.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { acquireDataLock } from '../database/data-lock.ts';
import { findFfmpeg, type FoundFfmpeg } from '../ffmpeg/find-ffmpeg.ts';
import { ProcessLedger } from '../ffmpeg/process-ledger.ts';
import { openCatalogue, type OpenedCatalogue } from '../safekeeping/open-catalogue.ts';
import { baseEnvironment } from '../settings/base-environment.ts';
import { readEnvironment } from '../settings/environment.ts';
import { hostTimeZone } from '../settings/host-time-zone.ts';
import type { SecretStore } from '../settings/secrets-port.ts';
import { SettingsStore } from '../settings/settings-store.ts';
import { takeUpDefault } from '../storage/default-volume.ts';
import type { RecorderOptions } from './facade.ts';
import { redactingSecrets } from './redacting-secrets.ts';
import { prepareSafekeeping, setUpLostCameras, type Safekeeping } from './safekeeping.ts';

export interface Ground {
  readonly options: RecorderOptions;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly redactor: Redactor;
  readonly secrets: SecretStore;
  readonly settings: SettingsStore;
  readonly catalogue: Catalogue;
  /** The catalogue's file, its backups, and what the look at it finds that began before it was opened. */
  readonly safekeeping: Safekeeping & Pick<OpenedCatalogue, 'report'>;
  /** The catalogue was replaced and does not know all of the disks yet. */
  readonly isReadingDisks: boolean;
  readonly ledger: ProcessLedger;
  readonly ffmpeg: FoundFfmpeg;
  /** Environment of every child process. */
  readonly childEnv: Readonly<Record<string, string>>;
  readonly startedAt: number;
  /** The PC's zone now (IANA). */
  readonly timeZone: () => string;
  close(): void;
}

/** SettingsError for a bad value, AppError refused when another process has the folder, unavailable without FFmpeg. */
export async function layGround(options: RecorderOptions): Promise<Ground> {
  const clock = systemClock;
  const logger = options.logger ?? silentLogger;
  const redactor = options.redactor ?? new Redactor();
  const environment = readEnvironment(options.env);
  const lock = acquireDataLock(options.dataDir);
  const undo = [() => lock.release()];
  try {
    const settings = SettingsStore.open(path.join(options.dataDir, 'settings.json'), environment);
    const { recordingsFolder } = settings.get().storage;
    const ledger = ProcessLedger.open(path.join(options.dataDir, 'ffmpeg-processes.json'), { clock, logger });
    const childEnv = baseEnvironment(options.env);
    const ffmpeg = await findFfmpeg(ffmpegPlaces(options, environment.ffmpegBin, childEnv));
    const safekeeping = prepareSafekeeping(options, { recordingsFolder, clock, logger });
    undo.push(() => void safekeeping.thread.close());
    const { catalogue, report } = await openCatalogue(safekeeping);
    undo.push(() => catalogue.close());
    const at = clock.now();
    await takeUpDefault(catalogue, { folder: recordingsFolder, dataDir: options.dataDir, at, logger });
    const isReadingDisks = safekeeping.notes.get()?.stage === 'reading-disks';
    if (isReadingDisks) await setUpLostCameras(catalogue, safekeeping.notes);
    await ledger.endLeftovers();
    return {
      options,
      clock,
      logger,
      redactor,
      secrets: redactingSecrets(options.secrets, redactor),
      settings,
      catalogue,
      isReadingDisks,
      safekeeping: { ...safekeeping, report },
      ledger,
      ffmpeg,
      childEnv,
      startedAt: clock.now(),
      timeZone: hostTimeZone(clock),
      close: () => {
        catalogue.close();
        lock.release();
      },
    };
  } catch (error) {
    for (const step of undo.toReversed()) step();
    throw error;
  }
}

function ffmpegPlaces(options: RecorderOptions, envPath: string | undefined, env: Record<string, string>) {
  const staticPath = staticFfmpeg();
  return {
    searchPath: options.env['PATH'] ?? '',
    env,
    ...(envPath !== undefined && { envPath }),
    ...(options.ffmpegResourcesPath !== undefined && { resourcesPath: options.ffmpegResourcesPath }),
    ...(staticPath !== undefined && { staticPath }),
  };
}

/** Where ffmpeg-static would have put its binary; the package may be absent altogether. */
function staticFfmpeg(): string | undefined {
  try {
    const home = path.dirname(createRequire(import.meta.url).resolve('ffmpeg-static/package.json'));
    return path.join(home, process.platform === 'win32' ? 'ffmpeg.exe' : 'ffmpeg');
  } catch {
    return undefined;
  }
}
