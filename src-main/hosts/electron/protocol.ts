/** Mounts the shared fetch handler under the window's own scheme. No file: address and no port is involved. */
import type { CustomScheme, Protocol } from 'electron';
import type { AppFetch } from '../common/app-fetch.ts';
import { plain } from '../common/window-files.ts';
import { isOwnUrl, SCHEME } from './origin.ts';

/** What must be registered before the app is ready. `stream` lets <video> and fetch read bodies as they come. */
export const customSchemes: CustomScheme[] = [
  {
    scheme: SCHEME,
    privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true },
  },
];

export function mountProtocol(protocol: Pick<Protocol, 'handle'>, appFetch: AppFetch): void {
  protocol.handle(SCHEME, (request) =>
    // Another host of our scheme would be another origin: there is none.
    isOwnUrl(request.url) ? appFetch(request) : plain(403, 'This address is not part of Watchpost.'),
  );
}
