/** A secret store that tells the redactor every secret that passes through, before anybody could log it. */
import type { Redactor } from '../base/redaction.ts';
import type { SecretStore } from '../settings/secrets-port.ts';

export function redactingSecrets(store: SecretStore, redactor: Redactor): SecretStore {
  const known = new Set<string>();
  const note = (secret: string | undefined) => {
    if (secret !== undefined && !known.has(secret)) {
      known.add(secret);
      redactor.add(secret);
    }
    return secret;
  };
  return {
    get: async (key) => note(await store.get(key)),
    set: async (key, value) => {
      note(value);
      await store.set(key, value);
    },
    delete: (key) => store.delete(key),
  };
}
