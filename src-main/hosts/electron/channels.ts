/** The names of the only channels between the window and the main process. Shared by preload and main. */
export const channels = {
  /** The contract's JSON-RPC text, both ways. */
  rpc: 'watchpost.rpc',
  /** Window to main: open a media channel; main to window: here is its port. */
  live: 'watchpost.live',
} as const;
