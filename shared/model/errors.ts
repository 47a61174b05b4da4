/**
 * The closed list of error codes that cross the contract, and the one error class that carries them.
 * Codes below -32000 are JSON-RPC 2.0's own; the small ones are Watchpost's and documented in docs/api.md.
 * A message is written for the operator: what happened, then what helps.
 */
export const errorCodes = {
  storageUnavailable: -1005,
  alreadyRecording: -1006,
  storageLow: -1008,
  storageCritical: -1010,
  notFound: -1020,
  cameraTestFailed: -1021,
  refused: -1022,
  unavailable: -1023,
  parseError: -32700,
  invalidRequest: -32600,
  methodNotFound: -32601,
  invalidParams: -32602,
  internal: -32603,
} as const;

export type ErrorCodeName = keyof typeof errorCodes;
export type ErrorCode = (typeof errorCodes)[ErrorCodeName];

/** One failure as it travels: `{code, message, data}`; the same on both transports. */
export interface ErrorShape {
  readonly code: number;
  readonly message: string;
  readonly data?: unknown;
}

/** An expected failure with a code; anything else that is thrown is a programming error and becomes -32603. */
export class AppError extends Error implements ErrorShape {
  readonly code: ErrorCode;
  readonly data?: unknown;

  constructor(name: ErrorCodeName, message: string, data?: unknown, options?: ErrorOptions) {
    super(message, options);
    this.name = 'AppError';
    this.code = errorCodes[name];
    if (data !== undefined) this.data = data;
  }
}
