/** The one Content-Security-Policy and the other headers that keep the window's page to itself, on both hosts. */

/** What the built index.html holds where each answer puts a fresh random value. */
export const NONCE_PLACEHOLDER = '__CSP_NONCE__';

/** One origin on both hosts, so `'self'` is all it takes. The nonce lets the dialog library add its one style. */
export function contentPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' blob: data:",
    "media-src 'self' blob:",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types watchpost',
  ].join('; ');
}

/** On every answer, whatever it is. */
export const protectiveHeaders: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};
