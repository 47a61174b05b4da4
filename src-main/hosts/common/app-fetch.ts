/**
 * The one fetch-style handler that both hosts mount: media and metrics go to the recorder, the rest are the window's files.
 * Adds the protective headers to every answer. Who may ask at all was decided by the host before.
 */
import type { Logger } from '../../base/logger.ts';
import { mediaPaths, type RecorderFacade } from '../../recorder/facade.ts';
import { protectiveHeaders } from './content-policy.ts';
import { plain, type WindowFiles } from './window-files.ts';

export type AppFetch = (request: Request) => Promise<Response>;

interface Parts {
  readonly recorder: Pick<RecorderFacade, 'fetch'>;
  readonly files: WindowFiles;
  readonly logger: Logger;
}

/** Never rejects: an unexpected failure is a 500 in one sentence, with its details in the log. */
export function createAppFetch({ recorder, files, logger }: Parts): AppFetch {
  return async (request) => {
    let response: Response;
    try {
      response = await route(request, recorder, files);
    } catch (error) {
      logger.error('A request failed unexpectedly.', {
        path: new URL(request.url).pathname,
        error: error instanceof Error ? error.stack : String(error),
      });
      response = plain(500, 'Something went wrong inside Watchpost. The details are in the log.');
    }
    const headers = new Headers(response.headers);
    for (const [name, value] of Object.entries(protectiveHeaders)) headers.set(name, value);
    return new Response(response.body, { status: response.status, headers });
  };
}

async function route(request: Request, recorder: Parts['recorder'], files: WindowFiles): Promise<Response> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return plain(405, 'Only GET and HEAD are answered here.', { allow: 'GET, HEAD' });
  }
  const { pathname } = new URL(request.url);
  if (isOutside(pathname)) return plain(403, 'This path leads outside.');
  const isMedia = pathname === '/metrics' || mediaPaths.some((prefix) => pathname.startsWith(prefix));
  return isMedia ? recorder.fetch(request) : files.answer(request);
}

/** The URL parser has folded plain `..` already; what is left of it is written to be unfolded by somebody later. */
function isOutside(pathname: string): boolean {
  let text = pathname;
  for (let i = 0; i < 3; i += 1) {
    if (/(^|[/\\])\.\.([/\\]|$)|\\|\0/.test(text)) return true;
    try {
      text = decodeURIComponent(text);
    } catch {
      return true;
    }
  }
  return false;
}
