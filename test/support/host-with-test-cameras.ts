/**
 * The browser host with FFmpeg's test picture in the place of plugged-in cameras: the product's own host and recorder, with
 * the cameras handed in. `plugged.json` in the data folder names what is plugged in; without it nothing is.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { runBrowserHost } from '../../src-main/hosts/node/run.ts';
import { startRecorder } from '../../src-main/recorder/recorder.ts';
import { testDevices } from './test-devices.ts';

function pluggedIn(dataDir: string): string[] {
  try {
    return JSON.parse(readFileSync(path.join(dataDir, 'plugged.json'), 'utf8')) as string[];
  } catch {
    return [];
  }
}

await runBrowserHost((options) => {
  const devices = testDevices();
  return startRecorder({
    ...options,
    devices: { ...devices, list: async () => testDevices(pluggedIn(options.dataDir)).plugged },
  });
});
