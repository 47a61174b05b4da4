/** An answer of the loopback server, before it is written. */
export interface RtspAnswer {
  /** "200 OK" */
  readonly status: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}
