/**
 * The cameras of a Linux PC by what the system says of them: /sys/class/video4linux names every node, /dev/v4l/by-path
 * which plug it is in. A camera is known by its plug, so that two of one make are never mixed up; node numbers change at
 * every start. Opens no device.
 */
import { readdir, readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import { shownName } from './device-text.ts';
import type { LocalDevice } from './local-device.ts';

export interface V4l2Places {
  /** /sys/class/video4linux */
  readonly classFolder: string;
  /** /dev */
  readonly devFolder: string;
}

export const systemPlaces: V4l2Places = { classFolder: '/sys/class/video4linux', devFolder: '/dev' };

/** `isCapture` says of a node (/dev/videoN) whether it gives pictures, where that is known. Never rejects. */
export async function listV4l2(
  places: V4l2Places,
  isCapture: (node: string) => boolean = () => true,
): Promise<LocalDevice[]> {
  const nodes = (await readdir(places.classFolder).catch(() => []))
    .filter((node) => /^video\d{1,4}$/.test(node))
    .toSorted((a, b) => Number(a.slice(5)) - Number(b.slice(5)));
  const plugs = await plugsOf(places.devFolder);
  const found: LocalDevice[] = [];
  for (const node of nodes) {
    const file = path.join(places.devFolder, node);
    // A camera's further nodes carry no pictures but descriptions of them.
    if ((await text(places, node, 'index')) !== '0' || !isCapture(file)) continue;
    const device = plugs.get(await realpath(file).catch(() => file)) ?? file;
    const name = shownName(cardName((await text(places, node, 'name')) ?? node));
    found.push({ device, name, input: { kind: 'v4l2', path: device } });
  }
  return found;
}

/** UVC names are often doubled: "HD Webcam: HD Webcam". */
function cardName(name: string): string {
  const [first = '', second] = name.split(': ');
  return second !== undefined && first.startsWith(second.slice(0, first.length)) ? first : name;
}

async function text({ classFolder }: V4l2Places, node: string, file: string): Promise<string | undefined> {
  return (await readFile(path.join(classFolder, node, file), 'utf8').catch(() => undefined))?.trim();
}

/** Node by real path → its plug's link. */
async function plugsOf(devFolder: string): Promise<Map<string, string>> {
  const folder = path.join(devFolder, 'v4l', 'by-path');
  const plugs = new Map<string, string>();
  for (const link of (await readdir(folder).catch(() => [])).toSorted()) {
    const target = await realpath(path.join(folder, link)).catch(() => undefined);
    // One plug may have an older and a newer name; the first one stays.
    if (target !== undefined && !plugs.has(target)) plugs.set(target, path.join(folder, link));
  }
  return plugs;
}

const source = /^\s*\*?\s*(\/dev\/video\d{1,4}) \[/;

/** The nodes that FFmpeg's `-sources v4l2` lists; undefined when this FFmpeg cannot list them. */
export function parseV4l2Sources(output: string): ReadonlySet<string> | undefined {
  const lines = output.split(/\r?\n/);
  if (!lines.some((line) => /^Auto-detected sources for .*v4l2/.test(line))) return undefined;
  if (lines.some((line) => line.startsWith('Cannot list sources'))) return undefined;
  return new Set(lines.flatMap((line) => source.exec(line)?.[1] ?? []));
}
