/** What the page may ask the system for: notifications and full screen. Everything else is denied without a question. */
import type { Session } from 'electron';
import { isOwnUrl } from './origin.ts';

const allowed: ReadonlySet<string> = new Set(['notifications', 'fullscreen']);

/** `requestingUrl` is the asking page's address or origin. */
export function mayUse(permission: string, requestingUrl: string): boolean {
  return allowed.has(permission) && isOwnUrl(requestingUrl);
}

export function guardPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer, details) => {
    answer(mayUse(permission, details.requestingUrl));
  });
  session.setPermissionCheckHandler((_contents, permission, requestingOrigin) =>
    mayUse(permission, requestingOrigin),
  );
  session.setDevicePermissionHandler(() => false);
}
