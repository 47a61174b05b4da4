/** Where passwords live: the system's keychain, or an encrypted file where there is none. Keys are camera ids and the like. */
export interface SecretStore {
  get(key: string): Promise<string | undefined>;
  set(key: string, value: string): Promise<void>;
  delete(key: string): Promise<void>;
}
