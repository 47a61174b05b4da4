/**
 * The command line, the same for both hosts: --browser --data DIR --port N --no-open --demo N.
 * Only reads; a value that cannot be used is a SettingsError with the sentence that the operator sees.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { SettingsError } from '../../settings/settings-error.ts';

export interface Flags {
  /** Absolute path, when given. */
  readonly dataDir?: string;
  /** 0 takes a free port. */
  readonly port: number;
  readonly openWindow: boolean;
  readonly demo?: number;
}

/** As many as a grid shows. */
export const DEMO_MAX = 16;

const options = {
  browser: { type: 'boolean' },
  data: { type: 'string' },
  port: { type: 'string' },
  'no-open': { type: 'boolean' },
  demo: { type: 'string' },
} as const;

/** Arguments after the program's own; unknown ones are refused (exit status 2). */
export function parseFlags(args: readonly string[]): Flags {
  let values;
  try {
    ({ values } = parseArgs({ args: [...args], options, strict: true, allowPositionals: false }));
  } catch (error) {
    throw new SettingsError(`Watchpost cannot start: ${firstSentence((error as Error).message)}`);
  }
  const demo = wholeNumber('--demo', values.demo, DEMO_MAX);
  return {
    ...(values.data === undefined ? {} : { dataDir: folder(values.data) }),
    port: wholeNumber('--port', values.port, 65_535) ?? 0,
    openWindow: values['no-open'] !== true,
    ...(demo === undefined ? {} : { demo }),
  };
}

/** Under Electron the line also carries Chromium's own switches and the app's folder: only ours are looked at. */
export function parseFlagsAmongOthers(args: readonly string[]): Flags {
  const own: string[] = [];
  for (let i = 0; i < args.length; i += 1) {
    const arg = args[i] ?? '';
    const name = /^--([a-z-]+)(=|$)/.exec(arg)?.[1];
    if (name === undefined || !Object.hasOwn(options, name)) continue;
    own.push(arg);
    const takesValue = options[name as keyof typeof options].type === 'string';
    if (takesValue && !arg.includes('=') && args[i + 1] !== undefined) own.push(args[(i += 1)] as string);
  }
  return parseFlags(own);
}

function folder(value: string): string {
  if (value === '' || value.includes('\0')) throw new SettingsError('--data needs the name of a folder.');
  return path.resolve(value);
}

function wholeNumber(flag: string, text: string | undefined, max: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!/^\d{1,5}$/.test(text) || value > max) {
    throw new SettingsError(`${flag} takes a whole number from 0 to ${max}; "${text.slice(0, 40)}" is none.`);
  }
  return value;
}

function firstSentence(text: string): string {
  return `${text.split(/\.\s|\n/, 1)[0]}.`;
}
