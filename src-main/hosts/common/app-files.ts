/** Where the parts of the running app lie: the built window, the workers, the version. From source or from out/. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const isSource = import.meta.url.endsWith('.ts');
/** The folder that holds package.json: three levels above this file in the source, two above the bundle. */
const rootUrl = new URL(isSource ? '../../../' : '../../', import.meta.url);

export const appFiles = {
  rendererDir: fileURLToPath(new URL('out/renderer', rootUrl)),
  preload: fileURLToPath(new URL('out/preload/index.cjs', rootUrl)),
  relayWorkerUrl: new URL(isSource ? 'src-main/relay/relay-worker.ts' : 'out/main/relay-worker.mjs', rootUrl),
  safekeepingWorkerUrl: new URL(
    isSource ? 'src-main/safekeeping/safekeeping-worker.ts' : 'out/main/safekeeping-worker.mjs',
    rootUrl,
  ),
  trayIcon: fileURLToPath(new URL('out/assets/tray.png', rootUrl)),
  icon: fileURLToPath(new URL('out/assets/icon.png', rootUrl)),
} as const;

/** The version of package.json. */
export function appVersion(): string {
  const text = readFileSync(new URL('package.json', rootUrl), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
