/**
 * GStreamer's RTSP server as a camera: the second implementation everything that speaks RTSP is tested against. Installs
 * its Debian packages when they are missing and the test runs as root; says what to install otherwise.
 */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { testEnvironment } from './ffmpeg-fixture.ts';

const run = promisify(execFile);
/** Debian's own Python: another one on the path does not see Debian's packages. */
const python = '/usr/bin/python3';
const script = fileURLToPath(new URL('gstreamer_camera.py', import.meta.url));
const packages = [
  'python3-gi',
  'gir1.2-gst-rtsp-server-1.0',
  'gstreamer1.0-plugins-base',
  'gstreamer1.0-plugins-good',
  'gstreamer1.0-plugins-bad',
  'gstreamer1.0-plugins-ugly',
];
const probe = `
import gi
gi.require_version('Gst', '1.0'); gi.require_version('GstRtspServer', '1.0')
from gi.repository import Gst, GstRtspServer
Gst.init(None)
for name in ('x264enc', 'x265enc', 'voaacenc', 'rtph264pay', 'rtpmp4gpay', 'mulawenc', 'rtppcmupay',
             'alawenc', 'rtppcmapay', 'jpegenc', 'rtpjpegpay'):
    assert Gst.ElementFactory.find(name), name
`;

let ready: Promise<void> | undefined;

/** Resolves when GStreamer's RTSP server can be started on this machine; once per process. Takes a minute at the most. */
export function ensureGstreamer(): Promise<void> {
  ready ??= install();
  return ready;
}

async function install(): Promise<void> {
  const usable = () =>
    run(python, ['-c', probe]).then(
      () => true,
      () => false,
    );
  if (await usable()) return;
  if (process.getuid?.() === 0) {
    const env = { ...testEnvironment, DEBIAN_FRONTEND: 'noninteractive' };
    await run('apt-get', ['update', '-qq'], { env });
    await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], { env });
    if (await usable()) return;
  }
  throw new Error(`The tests need GStreamer's RTSP server: apt-get install ${packages.join(' ')}`);
}

export interface GstreamerCameraOptions {
  /** `jpeg` is what Watchpost cannot record. */
  readonly codec?: 'h264' | 'h265' | 'jpeg';
  readonly audio?: 'aac' | 'pcmu' | 'pcma' | 'none';
  readonly username?: string;
  readonly password?: string;
}

export class GstreamerCamera implements AsyncDisposable {
  readonly url: string;
  readonly #process: ChildProcess;

  private constructor(child: ChildProcess, port: number) {
    this.#process = child;
    this.url = `rtsp://127.0.0.1:${port}/cam`;
  }

  static async start(options: GstreamerCameraOptions = {}): Promise<GstreamerCamera> {
    await ensureGstreamer();
    const { codec = 'h264', audio = 'aac', username = '', password = '' } = options;
    const child = spawn(python, [script, codec, audio, username, password], {
      env: testEnvironment,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    return new GstreamerCamera(child, Number(line));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const exited = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await exited;
  }
}
