/** The state dot: its shape differs with its meaning too (disc, triangle, square, ring). A word always stands beside it. */
export function Dot({ tone }: { readonly tone: 'ok' | 'warn' | 'bad' | 'off' }) {
  return <span className={`dot ${tone}`} aria-hidden="true" />;
}
