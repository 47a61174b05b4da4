/**
 * Keeps secrets out of text that leaves the process: a registry of known values plus structural rules.
 * Registered values are masked raw, URL-encoded, and as Basic credentials; user info in URLs always.
 */
export class Redactor {
  readonly #values = new Map<string, number>();

  /** Registers a secret for as long as the returned function is not called. Values under 3 characters only mask structurally. */
  add(secret: string, username = ''): () => void {
    const forms = new Set([secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]);
    if (username !== '') forms.add(Buffer.from(`${username}:${secret}`).toString('base64'));
    const kept = [...forms].filter((form) => form.length >= 3);
    for (const form of kept) this.#values.set(form, (this.#values.get(form) ?? 0) + 1);
    return () => {
      for (const form of kept) {
        const left = (this.#values.get(form) ?? 1) - 1;
        if (left > 0) this.#values.set(form, left);
        else this.#values.delete(form);
      }
    };
  }

  redact(text: string): string {
    let result = text;
    const longestFirst = [...this.#values.keys()].toSorted((a, b) => b.length - a.length);
    for (const value of longestFirst) result = result.replaceAll(value, '***');
    return result
      .replace(/(\w+:\/\/)[^\s/@"']*(?:@[^\s/@"']*)*@/g, '$1***@')
      .replace(/\b(Basic|Bearer|Digest)\s+[^\r\n"']+/gi, '$1 ***');
  }
}
