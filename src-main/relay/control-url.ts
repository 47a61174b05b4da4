/**
 * Control URLs of a description, pinned to the camera: whatever host, scheme or user the camera writes into them, requests
 * go to the address the operator entered. Pure; throws PullFailure on text that is no URL.
 */
import { failure } from './pull-errors.ts';

const absolute = /^rtsps?:\/\//i;

/** URL for SETUP or PLAY. `base` is the camera's Content-Base, if it sent one. */
export function pinnedControlUrl(cameraUrl: URL, base: string | undefined, control: string): string {
  const trusted = base !== undefined && absolute.test(base) ? base : cameraUrl.href;
  const text = absolute.test(control)
    ? control
    : control === '' || control === '*'
      ? trusted.replace(/\/$/, '')
      : `${trusted.replace(/\/?$/, '/')}${control}`;
  const url = parse(text);
  url.username = '';
  url.password = '';
  return `${cameraUrl.protocol}//${cameraUrl.host}${url.pathname}${url.search}`;
}

function parse(text: string): URL {
  try {
    return new URL(text.slice(0, 4096));
  } catch {
    throw failure('not-rtsp', 'a control URL is no URL');
  }
}
