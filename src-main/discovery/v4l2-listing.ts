/**
 * Reads what FFmpeg says about Linux cameras: `-list_formats all`. Which nodes there are tells the system (`v4l2-nodes.ts`).
 * Pure; lines it does not know are passed over.
 */
import { plainLine } from './device-text.ts';
import type { DeviceMode } from './local-device.ts';

const format = /^(Raw|Compressed)\s*:\s*(\S+)\s*:.*: ((?:\d+x\d+ ?)+)$/;
/** Sizes in steps, as sensors behind a scaler offer them: any up to the largest, of which Full HD is enough. */
const stepwise = /^(Raw|Compressed)\s*:\s*(\S+)\s*:.*\{\d+-(\d+), \d+\}x\{\d+-(\d+), \d+\}/;

/** The formats of one camera. FFmpeg does not name rates here; the driver takes the nearest one. */
export function parseV4l2Modes(lines: readonly string[]): DeviceMode[] {
  return lines.map(plainLine).flatMap((line) => {
    const [, kind, name, sizes] = format.exec(line) ?? [];
    if (sizes !== undefined) {
      const each = sizes.trim().split(' ');
      return each.flatMap((size) => modeOf({ kind, name }, size.split('x').map(Number)));
    }
    const [, stepKind, stepName, width, height] = stepwise.exec(line) ?? [];
    const largest = [Math.min(1920, Number(width)), Math.min(1080, Number(height))];
    return height === undefined ? [] : modeOf({ kind: stepKind, name: stepName }, largest);
  });
}

/** Formats that FFmpeg itself cannot read stand in the list as `Unsupported`. */
function modeOf(
  { kind, name = '' }: { kind: string | undefined; name: string | undefined },
  [width = 0, height = 0]: readonly number[],
): DeviceMode[] {
  if (name === 'Unsupported') return [];
  return [{ format: { kind: kind === 'Raw' ? 'raw' : 'compressed', name }, width, height }];
}
