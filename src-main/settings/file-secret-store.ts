/**
 * Secrets in an encrypted file that only its owner can read (CAM-4): AES-256-GCM per value, the key in a file beside it.
 * For the browser host, and where the system has no keychain. Never writes a secret, or its length class, in plain text.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '../../shared/model/errors.ts';
import { writeFileDurably } from '../base/durable-file.ts';
import type { SecretStore } from './secrets-port.ts';

const OWNER_ONLY = 0o600;
const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;
/** Short secrets are padded to this, so that the file does not tell how long a password is. */
const PAD_BYTES = 64;

export class FileSecretStore implements SecretStore {
  readonly #file: string;
  readonly #key: Buffer;
  /** Sealed values by key: base64 of iv, tag and cipher text. */
  readonly #sealed: Map<string, string>;

  private constructor(file: string, key: Buffer, sealed: Map<string, string>) {
    this.#file = file;
    this.#key = key;
    this.#sealed = sealed;
  }

  /** Opens `secrets.json` and `secrets.key` of a data folder, making them at first use; AppError unavailable when broken. */
  static open(dataDir: string): FileSecretStore {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    const file = path.join(dataDir, 'secrets.json');
    const keyFile = path.join(dataDir, 'secrets.key');
    const sealed = readSealed(file);
    if (!existsSync(keyFile)) {
      if (sealed.size > 0) throw unreadable(`The key file ${keyFile} is missing.`);
      writeFileDurably(keyFile, randomBytes(KEY_BYTES), OWNER_ONLY);
    }
    const key = readFileSync(keyFile);
    if (key.length !== KEY_BYTES) throw unreadable(`The key file ${keyFile} is damaged.`);
    for (const each of [file, keyFile]) if (existsSync(each)) chmodSync(each, OWNER_ONLY);
    return new FileSecretStore(file, key, sealed);
  }

  async get(key: string): Promise<string | undefined> {
    const sealed = this.#sealed.get(key);
    if (sealed === undefined) return undefined;
    const bytes = Buffer.from(sealed, 'base64');
    const iv = bytes.subarray(0, IV_BYTES);
    const tag = bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES);
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.#key, iv, { authTagLength: TAG_BYTES });
      decipher.setAAD(Buffer.from(key)).setAuthTag(tag);
      const plain = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
      return plain.subarray(2, 2 + plain.readUInt16BE(0)).toString('utf8');
    } catch (error) {
      throw unreadable('A stored password cannot be decrypted.', error);
    }
  }

  async set(key: string, value: string): Promise<void> {
    const text = Buffer.from(value, 'utf8');
    const plain = Buffer.alloc(Math.ceil((text.length + 2) / PAD_BYTES) * PAD_BYTES);
    plain.writeUInt16BE(text.length, 0);
    text.copy(plain, 2);
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#key, iv, { authTagLength: TAG_BYTES });
    // The key name is authenticated: a sealed value cannot be moved to another camera.
    cipher.setAAD(Buffer.from(key));
    const body = Buffer.concat([cipher.update(plain), cipher.final()]);
    const sealed = Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64');
    this.#write(new Map(this.#sealed).set(key, sealed));
    this.#sealed.set(key, sealed);
  }

  async delete(key: string): Promise<void> {
    const left = new Map(this.#sealed);
    if (!left.delete(key)) return;
    this.#write(left);
    this.#sealed.delete(key);
  }

  #write(sealed: ReadonlyMap<string, string>): void {
    const content = { version: 1, secrets: Object.fromEntries(sealed) };
    writeFileDurably(this.#file, `${JSON.stringify(content, undefined, 2)}\n`, OWNER_ONLY);
  }
}

function readSealed(file: string): Map<string, string> {
  if (!existsSync(file)) return new Map();
  try {
    const content = JSON.parse(readFileSync(file, 'utf8')) as {
      version: number;
      secrets: Record<string, string>;
    };
    if (content.version === 1) return new Map(Object.entries(content.secrets));
  } catch (error) {
    throw unreadable(`The file ${file} is damaged.`, error);
  }
  throw unreadable(`The file ${file} was written by another version of Watchpost.`);
}

function unreadable(what: string, cause?: unknown): AppError {
  const advice = 'Enter the passwords of the cameras again after removing secrets.json and secrets.key.';
  return new AppError('unavailable', `${what} ${advice}`, undefined, cause === undefined ? {} : { cause });
}
