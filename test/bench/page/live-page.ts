/** Runs in the page of row 11: opens and closes live tiles with the window's own client and worker, and collects what was drawn. */
import { createClient } from '../../../shared/contract/client.ts';
import { openSocketPort, socketAddress } from '../../../src-renderer/bridge/socket-port.ts';
import { LiveClient, type LiveTile } from '../../../src-renderer/player/live-client.ts';
import { DRAWN_CHANNEL, type DrawnFrame } from './drawn-probe.ts';

export interface LivePage {
  /** Opens a tile that stays; from then on its pictures are collected. */
  watch(cameraId: string): void;
  /** What was drawn since the last call. */
  drawn(): DrawnFrame[];
  /** Opens one more tile, waits for its first picture, closes it; ms from the wish to the drawing. */
  firstPicture(cameraId: string): Promise<number>;
}

declare global {
  interface Window {
    livePage: LivePage;
    /** Text of drawn-probe's bundle; set before this script. */
    drawnProbe: string;
  }
}

const TIMEOUT_MS = 10_000;
let collected: DrawnFrame[] = [];
let canvases = 0;
let onNewCanvas: (at: number) => void = () => undefined;

new BroadcastChannel(DRAWN_CHANNEL).onmessage = ({ data }: MessageEvent<DrawnFrame>) => {
  collected.push(data);
  if (data.canvas < canvases) return;
  canvases = data.canvas + 1;
  onNewCanvas(data.at);
};

// The app's worker with the probe in front of it: modules run in the order of their imports.
const OwnWorker = window.Worker;
window.Worker = class extends OwnWorker {
  constructor(url: string | URL, options?: WorkerOptions) {
    const probe = scriptUrl(window.drawnProbe);
    const own = new URL(url, document.baseURI).href;
    super(scriptUrl(`import ${JSON.stringify(probe)};import ${JSON.stringify(own)};`), options);
  }
};

function scriptUrl(text: string): string {
  return URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
}

const contract = createClient(openSocketPort('rpc'));
const live = new LiveClient({
  source: () => Promise.resolve({ kind: 'socket', url: socketAddress('live') }),
  subscribe: (cameraId, stream, channel) => contract.call('live.subscribe', { cameraId, stream, channel }),
  unsubscribe: (subscription, channel) => contract.call('live.unsubscribe', { subscription, channel }),
});

function openTile(cameraId: string): { tile: LiveTile; canvas: HTMLCanvasElement } {
  const canvas = document.createElement('canvas');
  canvas.style.width = '640px';
  document.body.append(canvas);
  const tile = live.open(canvas, cameraId, 'main', (event) => {
    if (event.kind !== 'picture' && event.kind !== 'subscribed') console.error('live tile:', event);
  });
  return { tile, canvas };
}

window.livePage = {
  watch: (cameraId) => void openTile(cameraId),
  drawn: () => {
    const taken = collected;
    collected = [];
    return taken;
  },
  firstPicture: (cameraId) =>
    new Promise((resolve, reject) => {
      const askedAt = Date.now();
      const timer = setTimeout(() => reject(new Error('a tile stayed empty')), TIMEOUT_MS);
      const { tile, canvas } = openTile(cameraId);
      onNewCanvas = (at) => {
        onNewCanvas = () => undefined;
        clearTimeout(timer);
        tile.close();
        canvas.remove();
        resolve(at - askedAt);
      };
    }),
};
