/**
 * Reads what FFmpeg says about AVFoundation cameras: `-list_devices true`, and the modes it names when it is asked for an
 * impossible one (there is no list of its own). Pure; lines it does not know are passed over.
 */
import { plainLine, shownName } from './device-text.ts';
import type { DeviceMode, LocalDevice } from './local-device.ts';

const heading = /AVFoundation (video|audio) devices:/;
const entry = /^\[(\d{1,3})\] (.+)$/;
/** The screens of the Mac stand in the same list. */
const screen = /^Capture screen \d+$/;

/** The cameras in FFmpeg's order. A name is the identity; the second of one name gets a number, in that order. */
export function parseAvfoundationDevices(lines: readonly string[]): LocalDevice[] {
  const found: LocalDevice[] = [];
  const seen = new Map<string, number>();
  let section = '';
  for (const line of lines.map(plainLine)) {
    section = heading.exec(line)?.[1] ?? section;
    const [, index, name] = entry.exec(line) ?? [];
    if (section !== 'video' || name === undefined || screen.test(name)) continue;
    const nth = (seen.get(name) ?? 0) + 1;
    seen.set(name, nth);
    const device = nth === 1 ? name : `${name} #${nth}`;
    found.push({ device, name: shownName(device), input: { kind: 'avfoundation', index: Number(index) } });
  }
  return found;
}

const mode = /^\s*(\d{1,5})x(\d{1,5})@\[([\d.]+) ([\d.]+)\]fps$/;

/** FFmpeg takes only the highest rate of a mode, whatever range the camera names. */
export function parseAvfoundationModes(lines: readonly string[]): DeviceMode[] {
  return lines.flatMap((line) => {
    const [, width, height, , max] = mode.exec(plainLine(line)) ?? [];
    if (max === undefined) return [];
    const fps = { min: Number(max), max: Number(max) };
    return [{ width: Number(width), height: Number(height), fps }];
  });
}
