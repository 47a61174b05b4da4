/**
 * Reads what FFmpeg says about DirectShow cameras (`-list_devices true`, `-list_options true`). Pure; both the older form
 * with headings and the newer one with a kind behind each name. Lines it does not know are passed over.
 */
import { plainLine, shownName } from './device-text.ts';
import type { DeviceMode, LocalDevice } from './local-device.ts';

const heading = /^DirectShow (video|audio) devices/;
const named = /^\s*"(.*)"(?: \(([a-z, ]+)\))?$/;
const alternative = /^\s*Alternative name "(.*)"$/;

/** The cameras in FFmpeg's order; sound devices are left out. */
export function parseDshowDevices(lines: readonly string[]): LocalDevice[] {
  const found: LocalDevice[] = [];
  let section = '';
  let pending: string | undefined;
  const add = (name: string, label: string) => {
    if (isOpenable(name))
      found.push({ device: name, name: shownName(label), input: { kind: 'dshow', name } });
  };
  const settle = () => {
    if (pending !== undefined) add(pending, pending);
    pending = undefined;
  };
  for (const line of lines.map(plainLine)) {
    const other = alternative.exec(line)?.[1];
    if (other !== undefined) {
      if (pending !== undefined) add(other, pending);
      pending = undefined;
      continue;
    }
    const head = heading.exec(line)?.[1];
    const [, name, kinds] = named.exec(line) ?? [];
    if (head === undefined && name === undefined) continue;
    settle();
    if (head !== undefined) section = head;
    else if (kinds === undefined ? section === 'video' : kinds.split(/, */).includes('video')) pending = name;
  }
  settle();
  return found;
}

/** FFmpeg splits `video=NAME:audio=NAME` at colons and knows no escape for them, so such a name cannot be opened. */
function isOpenable(name: string): boolean {
  return name !== '' && !/[:\p{Cc}]/u.test(name);
}

const option =
  /^\s*(?:pixel_format=(\S+)|vcodec=(\S+))\s+min s=\d+x\d+ fps=([\d.]+) max s=(\d+)x(\d+) fps=([\d.]+)/;

/** The formats of one camera; FFmpeg repeats some with colour details, which are dropped. */
export function parseDshowModes(lines: readonly string[]): DeviceMode[] {
  const modes = new Map<string, DeviceMode>();
  for (const line of lines.map(plainLine)) {
    const [, raw, compressed, min, width, height, max] = option.exec(line) ?? [];
    if (width === undefined) continue;
    const format = raw
      ? ({ kind: 'raw', name: raw } as const)
      : ({ kind: 'compressed', name: compressed ?? '' } as const);
    const fps = { min: Number(min), max: Number(max) };
    const key = `${format.name} ${width}x${height} ${max}`;
    if (!modes.has(key)) modes.set(key, { format, width: Number(width), height: Number(height), fps });
  }
  return [...modes.values()];
}
