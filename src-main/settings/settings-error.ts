/** A value that stops the start: one sentence on stderr, and the host exits with status 2. */
export class SettingsError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SettingsError';
  }
}
