/** Switches that keep Chromium quiet in tests: no GPU, no network of its own, no first-run pages. */

/** As root Chromium starts only without its sandbox. */
export function browserArguments(): string[] {
  return [
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--autoplay-policy=no-user-gesture-required',
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ];
}
