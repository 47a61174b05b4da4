/**
 * The whole recorder on a data folder, in this process, until it has looked the catalogue through: says what it found and
 * did, from its log, and stops it in order.
 */
import { fileURLToPath } from 'node:url';
import type { Problem } from '../../shared/contract/names.ts';
import type { LogFields, Logger } from '../../src-main/base/logger.ts';
import { startRecorder } from '../../src-main/recorder/recorder.ts';
import { FileSecretStore } from '../../src-main/settings/file-secret-store.ts';
import { until } from './until.ts';

export interface StartOutcome {
  readonly outcome: 'sound' | 'rows rebuilt' | 'replaced';
  readonly problems: readonly Problem[];
  readonly log: readonly string[];
}

const endings: Readonly<Record<string, StartOutcome['outcome']>> = {
  'The catalogue was backed up': 'sound',
  'Segments with damaged rows were read again from their files': 'rows rebuilt',
  'The disks were read after the catalogue was replaced': 'replaced',
};

export async function startOnArchive(dataDir: string): Promise<StartOutcome> {
  const log: string[] = [];
  let outcome: StartOutcome['outcome'] | undefined;
  const note = (message: string, fields?: LogFields) => {
    log.push(fields ? `${message} ${JSON.stringify(fields)}` : message);
    // A replaced catalogue is backed up as well, after the disks were read.
    if (message in endings && outcome !== 'replaced') outcome = endings[message];
  };
  const logger: Logger = { debug: note, info: note, warn: note, error: note, child: () => logger };
  const recorder = await startRecorder({
    dataDir,
    env: { PATH: process.env['PATH'] },
    secrets: FileSecretStore.open(dataDir),
    rendererDir: dataDir,
    host: 'node',
    version: '0.0.0',
    logger,
  });
  try {
    await until(() => outcome !== undefined, { timeoutMs: 60_000, what: `an outcome: ${log.join('\n')}` });
    const { problems } = await recorder.health.get({});
    return { outcome: outcome ?? 'sound', problems, log };
  } finally {
    await recorder.stop();
  }
}

export const safekeepingWorkerUrl = new URL(
  '../../src-main/safekeeping/safekeeping-worker.ts',
  import.meta.url,
);
export const safekeepingWorkerFile = fileURLToPath(safekeepingWorkerUrl);
