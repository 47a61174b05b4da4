/**
 * One pull inside the relay, from open to its end: connect, play, become ready at the first key frame, watch for silence,
 * keep alive, end once with one reason. Readers and viewers come and go without touching the camera.
 */
import { randomInt } from 'node:crypto';
import { HANDSHAKE_TIMEOUT_MS, STALL_ENDS_RUN_MS } from '../../shared/model/limits.ts';
import type { StreamInfo } from '../../shared/model/camera.ts';
import type { Clock } from '../base/clock.ts';
import { joinAnnexB } from '../rtsp/annex-b.ts';
import type { Feed, FeedOptions } from './feed.ts';
import { Publisher } from './publisher.ts';
import { errorOfThrown, type PullError } from './pull-errors.ts';
import { REPORT_INTERVAL_MS } from './receiver-reports.ts';
import type { PullOptions, PullSource, PullStats } from './relay-port.ts';
import { RtspClient } from './rtsp-client.ts';
import { StallWatch } from './stall-watch.ts';
import { Stream } from './stream.ts';
import { Viewer } from './viewer.ts';

/** Cameras with "smart" codecs send a key frame every 10 to 30 s; one that sends none for a minute sends none at all. */
const KEY_FRAME_WAIT_MS = 60_000;

export interface CameraPullOptions extends PullOptions {
  readonly token: string;
  readonly source: PullSource;
  readonly clock: Clock;
  /** After each read of the camera's socket. */
  onRead?(): void;
  onReady(info: StreamInfo, stats: PullStats): void;
  /** Called exactly once. */
  onClosed(error: PullError): void;
}

export class CameraPull {
  readonly token: string;
  readonly #options: CameraPullOptions;
  readonly #clock: Clock;
  readonly #ssrc = randomInt(1, 2 ** 32 - 1);
  #feed: Feed | undefined;
  #stream: Stream | undefined;
  #watch: StallWatch | undefined;
  #due = { keepAlive: 0, report: 0, keyFrame: 0 };
  #receivedBytes = 0;
  #playing = false;
  #ready = false;
  #ended = false;

  constructor(options: CameraPullOptions) {
    this.token = options.token;
    this.#options = options;
    this.#clock = options.clock;
  }

  /** The place of the program that is to publish, where the source is one. */
  get publisher(): Publisher | undefined {
    return this.#feed instanceof Publisher ? this.#feed : undefined;
  }

  /** Playing, with the first key frame held. */
  get isReady(): boolean {
    return this.#ready;
  }

  /** The stream, once the camera plays and as long as it does. */
  get stream(): Stream | undefined {
    return this.#playing && !this.#ended ? this.#stream : undefined;
  }

  /**
   * Each answer of a camera has its limit; one that uses up all of them is no camera either. A publisher first opens its
   * device and its encoder, which takes longer; when it fails at that its owner knows at once.
   */
  async start(): Promise<void> {
    const limitMs = this.#handshakeMs * (this.#options.source.kind === 'published' ? 4 : 2);
    const deadline = this.#clock.after(limitMs, () =>
      this.#end({ code: 'handshake-timeout', detail: `no stream within ${limitMs} ms` }),
    );
    try {
      this.#feed = this.#makeFeed();
      const tracks = await this.#feed.setUp();
      this.#stream = new Stream(tracks, {
        clock: this.#clock,
        slowReaders: this.#options.slowReaders ?? 'close',
        onReady: () => this.#becomeReady(),
      });
      await this.#feed.play();
      this.#play();
    } catch (thrown) {
      this.#end(errorOfThrown(thrown));
    } finally {
      deadline.cancel();
    }
  }

  addViewer(subscription: number, send: (frame: Uint8Array<ArrayBuffer>) => void): Viewer | undefined {
    const stream = this.stream;
    if (!stream) return undefined;
    const viewer = new Viewer(stream, subscription, send);
    stream.addViewer(viewer);
    return viewer;
  }

  removeViewer(viewer: Viewer): void {
    this.#stream?.viewers.delete(viewer);
  }

  async finishReaders(): Promise<void> {
    await this.#stream?.finishReaders();
  }

  /** The last key picture as Annex-B; undefined while there is none. */
  still(): Uint8Array<ArrayBuffer> | undefined {
    const nals = this.stream?.keyPicture();
    return nals && new Uint8Array(joinAnnexB(nals));
  }

  /** TEARDOWN and the end of every reader, in order. */
  async close(): Promise<void> {
    this.#feed?.close();
    this.#end({ code: 'closed', detail: 'closed by us' });
    await this.finishReaders();
  }

  get #handshakeMs(): number {
    return this.#options.handshakeMs ?? HANDSHAKE_TIMEOUT_MS;
  }

  #makeFeed(): Feed {
    const { source } = this.#options;
    const options: FeedOptions = {
      clock: this.#clock,
      onFrame: (bytes, start, end) => this.#stream?.takeFrame(bytes, start, end),
      onRead: (length) => {
        this.#receivedBytes += length;
        this.#stream?.afterRead();
        this.#options.onRead?.();
      },
      onLost: (error) => this.#end(error),
    };
    if (source.kind === 'published') return new Publisher(options);
    return new RtspClient({ ...options, source, handshakeMs: this.#handshakeMs });
  }

  #play(): void {
    if (this.#ended) return;
    this.#playing = true;
    const now = this.#clock.monotonicMs();
    this.#watch = new StallWatch(this.#options.stallMs ?? STALL_ENDS_RUN_MS, now);
    this.#due = {
      keepAlive: now + this.#feed!.keepAliveMs,
      report: now + REPORT_INTERVAL_MS,
      keyFrame: now + KEY_FRAME_WAIT_MS,
    };
    if (this.#stream!.ring.start && this.#stream!.sets.format) this.#becomeReady();
  }

  /** To be called every STALL_CHECK_MS; what is measured, once the camera plays. */
  tick(): PullStats | undefined {
    const { stream } = this;
    if (!stream) return undefined;
    const now = this.#clock.monotonicMs();
    const fault =
      this.#watch!.check(now, this.#receivedBytes, stream.pictures) ??
      (!this.#ready && now > this.#due.keyFrame ? this.#noKeyFrame(stream) : undefined);
    if (fault) {
      this.#end(fault);
      return undefined;
    }
    if (now >= this.#due.keepAlive) {
      this.#due.keepAlive = now + this.#feed!.keepAliveMs;
      this.#feed!.keepAlive();
    }
    if (now >= this.#due.report) {
      this.#due.report = now + REPORT_INTERVAL_MS;
      for (const track of stream.tracks) {
        const report = track.reception.report(track.channel + 1, this.#ssrc, now);
        if (report) this.#feed!.sendFrame(report);
      }
    }
    stream.measure(this.#receivedBytes);
    stream.flush();
    return this.#stats(now, stream);
  }

  #becomeReady(): void {
    // The first picture may come before the answer to PLAY; then #play calls again.
    if (this.#ready || this.#ended || !this.#playing) return;
    this.#ready = true;
    const stats = this.#stats(this.#clock.monotonicMs(), this.#stream!);
    this.#options.onReady(stats.info, stats);
  }

  #noKeyFrame(stream: Stream): PullError {
    const name = stream.codec === 'H264' ? 'H.264' : 'H.265';
    const lacks = stream.ring.start ? 'readable parameter sets' : 'key frames';
    return {
      code: 'unsupported',
      detail: `no ${lacks} in ${KEY_FRAME_WAIT_MS} ms`,
      codec: `${name} without ${lacks}`,
    };
  }

  #stats(now: number, stream: Stream): PullStats {
    return {
      receivedBytes: this.#receivedBytes,
      lastByteAgoMs: Math.round(this.#watch!.silentMs(now)),
      pictures: stream.pictures,
      badPackets: stream.badPackets,
      lostPackets: stream.tracks.reduce((sum, track) => sum + track.reception.lost, 0),
      readers: stream.readers.size,
      viewers: stream.viewers.size,
      slowReaders: stream.slowReaders,
      info: stream.info(this.#receivedBytes),
      ...(stream.clockOffsetMs === undefined ? {} : { clockOffsetMs: stream.clockOffsetMs }),
    };
  }

  #end(error: PullError): void {
    if (this.#ended) return;
    this.#ended = true;
    if (error.code !== 'closed') this.#feed?.abort(error);
    // Never spliced to a new stream: readers get what is complete and then FIN.
    void this.#stream?.finishReaders();
    this.#stream?.viewers.clear();
    this.#options.onClosed(error);
  }
}
