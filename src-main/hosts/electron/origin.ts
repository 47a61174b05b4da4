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

/** Our own pages on the web, the only ones that may be opened in the operator's browser. */
const documentation = ['https://watchpost.example/help'];

/** True only for https pages of our documentation: never file:, smb: or another program's scheme. */
export function mayOpenExternally(url: string): boolean {
  try {
    const { origin, pathname, protocol, username } = new URL(url);
    if (protocol !== 'https:' || username !== '') return false;
    return documentation.some((page) => {
      const allowed = new URL(page);
      return (
        origin === allowed.origin &&
        (pathname === allowed.pathname || pathname.startsWith(`${allowed.pathname}/`))
      );
    });
  } catch {
    return false;
  }
}
