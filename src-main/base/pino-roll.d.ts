/** The part of pino-roll that the logger uses; the package brings no types. */
declare module 'pino-roll' {
  interface RollOptions {
    readonly file: string;
    readonly extension: string;
    readonly size: string;
    readonly limit: { readonly count: number };
    readonly mkdir: boolean;
    readonly mode: number;
  }
  export interface RollStream {
    write(line: string): boolean;
    end(): void;
    on(event: 'error', listener: (error: Error) => void): void;
    once(event: 'ready' | 'close', listener: () => void): void;
    once(event: 'error', listener: (error: Error) => void): void;
  }
  // oxlint-disable-next-line import/no-default-export -- that is how the package is made
  export default function roll(options: RollOptions): Promise<RollStream>;
}
