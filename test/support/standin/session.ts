/** The stand-in's session: asks the app's permission handlers and tells Chromium their answers. */
import type { Cdp } from './chromium.ts';
import { fromHttp } from './protocol.ts';

type RequestHandler = (
  contents: unknown,
  permission: string,
  answer: (granted: boolean) => void,
  details: { requestingUrl: string },
) => void;

let requestHandler: RequestHandler | undefined;

export const defaultSession = {
  setPermissionRequestHandler: (handler: RequestHandler): void => void (requestHandler = handler),
  setPermissionCheckHandler: (): void => {},
  setDevicePermissionHandler: (): void => {},
};

/** Electron's name of a permission and Chromium's. */
const permissions: Record<string, readonly string[]> = {
  notifications: ['notifications'],
  geolocation: ['geolocation'],
  media: ['camera', 'microphone'],
  'clipboard-read': ['clipboard-read'],
};

/** Without a handler Electron grants everything; so does the stand-in. */
export async function applyPermissions(cdp: Cdp, contents: unknown, origin: string): Promise<void> {
  for (const [permission, names] of Object.entries(permissions)) {
    const granted = await new Promise<boolean>((resolve) => {
      if (!requestHandler) return resolve(true);
      requestHandler(contents, permission, resolve, { requestingUrl: `${fromHttp(origin)}/` });
    });
    for (const name of names) {
      const setting = granted ? 'granted' : 'denied';
      await cdp.send('Browser.setPermission', { permission: { name }, setting, origin }).catch(() => {});
    }
  }
}
