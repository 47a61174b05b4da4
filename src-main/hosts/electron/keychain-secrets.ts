/**
 * Passwords sealed by the system's keychain (Electron's safeStorage), in an owner-only file of the data folder.
 * Where there is no keychain the host takes the file store of `settings` instead; see `openSecrets`.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { SafeStorage } from 'electron';
import { AppError } from '../../../shared/model/errors.ts';
import { writeFileDurably } from '../../base/durable-file.ts';
import { FileSecretStore } from '../../settings/file-secret-store.ts';
import type { SecretStore } from '../../settings/secrets-port.ts';

type Keychain = Pick<
  SafeStorage,
  'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync' | 'getSelectedStorageBackend'
>;

/** The keychain where there is a real one, else the encrypted file. Call after the app is ready. */
export async function openSecrets(
  dataDir: string,
  keychain: Keychain,
  platform: NodeJS.Platform = process.platform,
): Promise<SecretStore> {
  const file = FileSecretStore.open(dataDir);
  if (!(await keychain.isAsyncEncryptionAvailable())) return file;
  // `basic_text` is Chromium's fixed key: no better than plain text, and worse than our own key file.
  if (platform === 'linux' && keychain.getSelectedStorageBackend() === 'basic_text') return file;
  return new KeychainSecrets(dataDir, keychain, file);
}

/** Entries not found in the keychain's file are looked for in the file store: it was used before on this machine. */
export class KeychainSecrets implements SecretStore {
  readonly #file: string;
  readonly #keychain: Keychain;
  readonly #older: SecretStore;

  constructor(dataDir: string, keychain: Keychain, older: SecretStore) {
    this.#file = path.join(dataDir, 'keychain.json');
    this.#keychain = keychain;
    this.#older = older;
  }

  async get(key: string): Promise<string | undefined> {
    const sealed = this.#read().get(key);
    if (sealed === undefined) return this.#older.get(key);
    try {
      const { result, shouldReEncrypt } = await this.#keychain.decryptStringAsync(
        Buffer.from(sealed, 'base64'),
      );
      if (shouldReEncrypt) await this.set(key, result);
      return result;
    } catch (error) {
      const sentence =
        'The system keychain does not give out a stored password. Unlock it, or enter the password again.';
      throw new AppError('unavailable', sentence, undefined, { cause: error });
    }
  }

  async set(key: string, value: string): Promise<void> {
    const sealed = (await this.#keychain.encryptStringAsync(value)).toString('base64');
    this.#write(this.#read().set(key, sealed));
    await this.#older.delete(key);
  }

  async delete(key: string): Promise<void> {
    const entries = this.#read();
    if (entries.delete(key)) this.#write(entries);
    await this.#older.delete(key);
  }

  #read(): Map<string, string> {
    if (!existsSync(this.#file)) return new Map();
    try {
      const content = JSON.parse(readFileSync(this.#file, 'utf8')) as { secrets: Record<string, string> };
      return new Map(Object.entries(content.secrets));
    } catch (error) {
      const sentence = `The file ${this.#file} is damaged. Remove it and enter the passwords of the cameras again.`;
      throw new AppError('unavailable', sentence, undefined, { cause: error });
    }
  }

  #write(entries: ReadonlyMap<string, string>): void {
    writeFileDurably(this.#file, `${JSON.stringify({ secrets: Object.fromEntries(entries) })}\n`, 0o600);
  }
}
