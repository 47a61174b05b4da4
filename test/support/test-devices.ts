/**
 * FFmpeg's own test picture in the place of a camera plugged into this PC: the machine that runs the tests has none. Only
 * what the encoder reads is exchanged; listing, encoding, publishing and everything after it are the product's own.
 */
import type { DeviceAccess } from '../../src-main/discovery/device-access.ts';
import type { LocalDevice } from '../../src-main/discovery/local-device.ts';

export const testDevice = '/dev/v4l/by-path/test-picture';

export interface TestDevices extends DeviceAccess {
  /** What is plugged in; tests pull the plug by taking it out. */
  plugged: LocalDevice[];
  /** What FFmpeg is given to read, instead of the test picture. */
  input: string[] | undefined;
}

/** One camera, or one for each name. */
export function testDevices(names: readonly string[] = ['Test picture']): TestDevices {
  const plugged = names.map((name, at): LocalDevice => {
    const device = at === 0 ? testDevice : `${testDevice}-${at + 1}`;
    return { device, name, input: { kind: 'v4l2', path: device } };
  });
  const devices: TestDevices = {
    plugged,
    input: undefined,
    list: async () => devices.plugged,
    mode: async () => ({ width: 640, height: 360, fps: 15 }),
    inputArgs: (_input, mode) => devices.input ?? testPicture(mode ?? { width: 320, height: 240, fps: 15 }),
  };
  return devices;
}

function testPicture({ width, height, fps }: { width: number; height: number; fps: number }): string[] {
  return ['-re', '-f', 'lavfi', '-i', `testsrc2=size=${width}x${height}:rate=${fps}`];
}
