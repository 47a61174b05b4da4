/** The one resolver for names that come from outside: a plain file name inside a known folder, or nothing. */
import path from 'node:path';

const fileName = /^[0-9A-Za-z][0-9A-Za-z_-]{0,99}\.(mp4|csv|json|jpg)$/;
const windowsDevice = /^(con|prn|aux|nul|com\d|lpt\d)\./i;

/** True for names Watchpost itself could have written: no separators, dots, streams or device names. */
export function isSafeFileName(name: string): boolean {
  return fileName.test(name) && !windowsDevice.test(name);
}

/** Absolute path of `name` inside `folder`, or undefined when the name could lead anywhere else. */
export function pathInside(folder: string, name: string): string | undefined {
  return isSafeFileName(name) ? path.join(folder, name) : undefined;
}
