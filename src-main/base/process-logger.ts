/**
 * The real logger: lines of JSON to stderr and to rotating files in the data folder (10 MB, the last five are kept).
 * Every line passes the redactor as text, whatever field a secret came in by. The only file that knows pino.
 */
import pino from 'pino';
import pinoRoll from 'pino-roll';
import type { RollStream } from 'pino-roll';
import path from 'node:path';
import type { LogFields, Logger } from './logger.ts';
import type { Redactor } from './redaction.ts';

export interface ProcessLog {
  readonly logger: Logger;
  /** Writes what is still buffered; resolves when it is on its way to the disk. */
  close(): Promise<void>;
}

interface Options {
  /** Where log files go; created when missing. */
  readonly folder: string;
  readonly redactor: Redactor;
  readonly level?: 'debug' | 'info' | 'warn' | 'error';
}

/** Opens the log. A folder that cannot be written leaves stderr as the only place. */
export async function openProcessLog({ folder, redactor, level = 'info' }: Options): Promise<ProcessLog> {
  const toStderr = { write: (line: string) => void process.stderr.write(redactor.redact(line)) };
  const file = await openFile(folder);
  const streams = [{ level, stream: toStderr }];
  let isClosed = false;
  // A line that comes after the end still reaches stderr; the file would throw at whoever wrote it.
  const toFile = { write: (line: string) => void (isClosed || file?.write(redactor.redact(line))) };
  if (file) streams.push({ level, stream: toFile });
  const log = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      // An Error has no own enumerable fields: without this a logged error would be `{}`.
      serializers: { error: pino.stdSerializers.err, cause: pino.stdSerializers.err },
    },
    pino.multistream(streams),
  );
  return {
    logger: wrap(log),
    close: () => {
      if (isClosed || !file) return Promise.resolve();
      isClosed = true;
      return closed(file);
    },
  };
}

function wrap(log: pino.Logger): Logger {
  const at = (level: 'debug' | 'info' | 'warn' | 'error') => (message: string, fields?: LogFields) =>
    fields ? log[level](fields, message) : log[level](message);
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    child: (fields) => wrap(log.child(fields)),
  };
}

async function openFile(folder: string) {
  try {
    const file = await pinoRoll({
      file: path.join(folder, 'watchpost'),
      extension: '.log',
      size: '10m',
      limit: { count: 5 },
      mkdir: true,
      mode: 0o600,
    });
    await opened(file);
    // A full or vanished disk must not end the process over a log line.
    file.on('error', () => {});
    return file;
  } catch {
    return undefined;
  }
}

/** The stream opens its file later than it says; an error until then means that there is no file. */
function opened(file: RollStream): Promise<void> {
  return new Promise((resolve, reject) => {
    file.once('ready', resolve);
    file.once('error', reject);
  });
}

/** A disk that went away in the meantime ends it as well: a stop never waits for a log. */
function closed(file: RollStream): Promise<void> {
  return new Promise((resolve) => {
    file.once('close', resolve);
    file.once('error', () => resolve());
    file.end();
  });
}
