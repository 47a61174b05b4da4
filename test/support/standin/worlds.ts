/** The scripts that the stand-in puts into a page, and the codec that all sides share. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { runInThisContext } from 'node:vm';

/** The one function of a file, as an expression. */
const read = (name: string) => {
  const text = readFileSync(path.join(import.meta.dirname, name), 'utf8');
  return `(${text.slice(text.indexOf('export ') + 'export '.length).trim()})`;
};

const codecSource = `${read('clone-codec.js')}()`;
const eventPrefix = `ev${randomBytes(6).toString('hex')}`;

/** Name of the isolated world, as Electron calls its own. */
export const ISOLATED_WORLD = 'Electron Isolated Context';
/** The binding through which the isolated world speaks to the main process. */
export const BINDING = `__ipc${randomBytes(6).toString('hex')}`;

interface Codec {
  encode(value: unknown): string;
  decode(text: string): unknown;
}
export const codec = runInThisContext(codecSource) as Codec;

/** Copies as Electron's channels do; throws its sentence for what cannot be copied. */
export function clone<T>(value: T): T {
  try {
    return structuredClone(value);
  } catch {
    throw new Error('An object could not be cloned.');
  }
}

export function pageWorldScript(): string {
  return `${read('page-world.js')}(${JSON.stringify(eventPrefix)})`;
}

/** `preloadFile`: the app's built preload. */
export function preloadWorldScript(preloadFile: string): string {
  const preload = `function (require, module, exports) { ${readFileSync(preloadFile, 'utf8')}\n}`;
  const args = [JSON.stringify(eventPrefix), codecSource, JSON.stringify(BINDING), preload];
  return `${read('preload-world.js')}(${args.join(',')})`;
}
