/** Why Watchpost does not start although every setting is right: one sentence for the operator, exit status 1. */
export class StartRefused extends Error {
  constructor(sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.name = 'StartRefused';
  }
}
