/** The window's one address under Electron: one scheme, one host. Everything else is foreign. Pure. */

export const SCHEME = 'watchpost';
export const APP_ORIGIN = `${SCHEME}://app`;
export const WINDOW_URL = `${APP_ORIGIN}/index.html`;

/** True for addresses of the window itself. */
export function isOwnUrl(url: string): boolean {
  try {
    const { protocol, host, username, password } = new URL(url);
    return protocol === `${SCHEME}:` && host === 'app' && username === '' && password === '';
  } catch {
    return false;
  }
}
