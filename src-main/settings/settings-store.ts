/**
 * Keeps the settings: defaults, under what the operator chose (a file), under what the environment fixes.
 * The file holds only what was chosen, owner-only, and is replaced at once or not at all. Never holds a secret.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Settings, SettingsPatch } from '../../shared/contract/names.ts';
import { AppError } from '../../shared/model/errors.ts';
import { writeFileDurably } from '../base/durable-file.ts';
import { Emitter } from '../base/emitter.ts';
import type { Environment } from './environment.ts';
import { SettingsError } from './settings-error.ts';
import { checkSettings, defaultSettings } from './settings-schema.ts';

type Layer = Record<string, unknown>;

export class SettingsStore {
  readonly #file: string;
  readonly #environment: Environment;
  readonly #defaults: Settings;
  readonly #events = new Emitter<{ changed: Settings }>();
  #chosen: Layer;
  #settings: Settings;

  private constructor(file: string, environment: Environment, chosen: Layer) {
    this.#file = file;
    this.#environment = environment;
    this.#defaults = defaultSettings(path.join(path.dirname(file), 'recordings'));
    this.#chosen = chosen;
    const result = this.#combined(chosen);
    if ('faults' in result) throw new SettingsError(this.#explain(result.faults));
    this.#settings = result.settings;
  }

  /** Reads the file (none: all defaults). SettingsError when file and environment together are not valid settings. */
  static open(file: string, environment: Environment): SettingsStore {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    return new SettingsStore(file, environment, readLayer(file));
  }

  get(): Settings {
    return this.#settings;
  }

  /**
   * Changes some settings; null takes a choice back to its default. AppError invalidParams, with the faults in `data`,
   * when the result is not valid or the environment fixes the value; nothing is changed then.
   */
  update(patch: SettingsPatch): Settings {
    this.#refuseFixed(patch);
    const chosen = merged(this.#chosen, patch as Layer);
    const result = this.#combined(chosen);
    if ('faults' in result) {
      throw new AppError('invalidParams', result.faults[0]?.sentence ?? 'These settings are not valid.', {
        faults: result.faults,
      });
    }
    writeFileDurably(this.#file, `${JSON.stringify(chosen, undefined, 2)}\n`);
    this.#chosen = chosen;
    this.#settings = result.settings;
    this.#events.emit('changed', result.settings);
    return result.settings;
  }

  on(event: 'changed', listener: (settings: Settings) => void): () => void {
    return this.#events.on(event, listener);
  }

  #combined(chosen: Layer): ReturnType<typeof checkSettings> {
    const layers = [chosen, this.#environment.overrides as Layer];
    return checkSettings(layers.reduce(merged, structuredClone(this.#defaults) as unknown as Layer));
  }

  #refuseFixed(patch: SettingsPatch): void {
    for (const [setting, variable] of this.#environment.fixedBy) {
      const asked = valueAt(patch, setting);
      if (asked === undefined || asked === valueAt(this.#settings, setting)) continue;
      throw new AppError(
        'invalidParams',
        `${setting} is fixed by the environment variable ${variable}. Start Watchpost without it to change it here.`,
        { faults: [{ path: setting, sentence: `Fixed by ${variable}.` }] },
      );
    }
  }

  #explain(faults: readonly { readonly path: string; readonly sentence: string }[]): string {
    const [first] = faults;
    const variable = this.#environment.fixedBy.get(first?.path ?? '');
    const where = variable === undefined ? `in ${this.#file}` : `with ${variable} from the environment`;
    const what = (first?.sentence ?? '').replace(/\.$/, '');
    return `The settings cannot be used: ${what} (${first?.path ?? ''} ${where}).`;
  }
}

function readLayer(file: string): Layer {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return {};
    throw new SettingsError(`The settings file ${file} cannot be read.`, { cause: error });
  }
  try {
    const parsed: unknown = JSON.parse(text);
    if (isLayer(parsed)) return parsed;
  } catch {
    // Falls through to the sentence below.
  }
  throw new SettingsError(
    `The settings file ${file} is damaged. Repair it, or delete it to start with the defaults.`,
  );
}

function isLayer(value: unknown): value is Layer {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `over` laid on `base`, object by object; null removes. Own keys only, so that no prototype can be reached. */
function merged(base: Layer, over: Layer): Layer {
  const result = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(over)) {
    const below = result.get(key);
    if (value === undefined) continue;
    if (value === null) result.delete(key);
    else if (isLayer(value)) result.set(key, merged(isLayer(below) ? below : {}, value));
    else result.set(key, value);
  }
  return Object.fromEntries(result);
}

function valueAt(layer: unknown, setting: string): unknown {
  return setting.split('.').reduce<unknown>((value, key) => (isLayer(value) ? value[key] : undefined), layer);
}
