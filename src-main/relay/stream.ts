/**
 * The stream of one pull from the camera's packets to everybody who takes it: log, ring, readers, viewers and what is
 * measured on the way. Video is re-packetised and written to readers in batches. Owns no camera connection.
 */
import type net from 'node:net';
import { randomInt } from 'node:crypto';
import type { StreamInfo, VideoCodec } from '../../shared/model/camera.ts';
import type { Clock } from '../base/clock.ts';
import { readSenderReport, utcOfNtp } from '../rtsp/rtcp.ts';
import { readRtpHeader } from '../rtsp/rtp.ts';
import { announcedParameterSets } from '../rtsp/sdp.ts';
import type { SetUpTrack } from './feed.ts';
import { PacketLog } from './packet-log.ts';
import { ParameterSetStore } from './parameter-set-store.ts';
import { payloadFormatOf, type PayloadFormat } from './payload-formats.ts';
import { PictureAssembler, type AssembledPicture } from './picture-assembler.ts';
import { PictureClock } from './picture-clock.ts';
import { nalsOfPicture } from './picture-nals.ts';
import { isParameterSet } from '../rtsp/parameter-sets.ts';
import { Reader } from './reader.ts';
import { sdpForReaders, startReports } from './reader-start.ts';
import { Reception } from './receiver-reports.ts';
import { Repacketizer } from './repacketizer.ts';
import { Ring, type Picture } from './ring.ts';
import { SoundPacker } from './sound-packer.ts';
import { StreamMeter } from './stream-meter.ts';
import type { StreamTrack } from './stream-track.ts';
import { decodableNals, type Viewer } from './viewer.ts';

/** Readers are written to in batches: fewer wake-ups on both sides. */
const BATCH_MS = 200;
/** After a key frame nothing is held back: FFmpeg closes a segment only with the picture and the sound after it. */
const HOT_MS = 130;
/** How far the ring may reach back, and how far a reader may lag behind it. */
const MAX_RING_BYTES = 16 << 20;
const MAX_LAG_BYTES = 16 << 20;

export interface StreamOptions {
  readonly clock: Clock;
  readonly slowReaders: 'close' | 'skip';
  /** The first key frame is held, and its format is known. */
  onReady(): void;
}

export class Stream {
  readonly tracks: readonly StreamTrack[];
  readonly codec: VideoCodec;
  readonly format: PayloadFormat;
  readonly sets: ParameterSetStore;
  readonly ring = new Ring();
  readonly readers = new Set<Reader>();
  readonly viewers = new Set<Viewer>();
  pictures = 0;
  badPackets = 0;
  slowReaders = 0;
  clockOffsetMs: number | undefined;
  readonly #options: StreamOptions;
  readonly #log = new PacketLog();
  readonly #assembler: PictureAssembler;
  readonly #meter: StreamMeter;
  readonly #pictureClock: PictureClock;
  readonly #video: StreamTrack;
  readonly #sound: SoundPacker | undefined;
  readonly #byChannel: Array<{ readonly track: StreamTrack; readonly reports: boolean } | undefined> = [];
  #flushedAt = 0;
  #hotUntil = 0;
  #slabId = 0;
  #ready = false;

  constructor(tracks: readonly SetUpTrack[], options: StreamOptions) {
    this.#options = options;
    this.tracks = tracks.map((track) => ({ ...track, reception: new Reception() }));
    this.#video = this.tracks.find((track) => track.description.kind === 'video')!;
    for (const track of this.tracks) {
      this.#byChannel[track.channel] = { track, reports: false };
      this.#byChannel[track.channel + 1] = { track, reports: true };
    }
    const { description, channel } = this.#video;
    this.codec = description.codec as VideoCodec;
    this.format = payloadFormatOf(this.codec);
    this.sets = new ParameterSetStore(this.codec, announcedParameterSets(description));
    this.#meter = new StreamMeter(description.clockRate, options.clock.monotonicMs());
    this.#pictureClock = new PictureClock(description.clockRate);
    const out = new Repacketizer(this.#log, this.format, {
      channel,
      payloadType: description.payloadType,
      sequence: randomInt(65_536),
    });
    this.#assembler = new PictureAssembler(this.#log, this.format, out, (picture) => this.#picture(picture));
    this.#sound = this.#soundPacker();
  }

  /** An interleaved frame of the camera at bytes[start, end). Garbage is counted. Throws PictureTooLarge. */
  takeFrame(bytes: Buffer, start: number, end: number): void {
    const place = this.#byChannel[bytes[start + 1]!];
    if (!place) return;
    const { track } = place;
    if (place.reports) {
      this.#senderReport(track, bytes, start + 4, end);
      return this.#assembler.other(bytes, start, end);
    }
    const header = readRtpHeader(bytes, start + 4, end);
    if (!header || header.payloadType !== track.description.payloadType) {
      this.badPackets += 1;
      return;
    }
    track.reception.packet(header);
    if (track !== this.#video) {
      if (this.#sound) return this.#sound.add(bytes, header);
      return this.#assembler.other(bytes, start, end);
    }
    if (!this.#assembler.packet(bytes, header)) this.badPackets += 1;
  }

  /** To be called after each read of the camera's socket. */
  afterRead(): void {
    const now = this.#options.clock.monotonicMs();
    if (now - this.#flushedAt < BATCH_MS && now >= this.#hotUntil) return;
    this.#flushedAt = now;
    this.flush();
  }

  /** Writes all that is complete to all readers. */
  flush(): void {
    this.#sound?.flush();
    this.#enforceLimits();
    for (const reader of this.readers) reader.pump();
  }

  /** A reader said PLAY: it starts at the ring's key frame, now or when there is one. */
  addReader(socket: net.Socket): Reader {
    const reader = new Reader(socket, this.#log, this.#options.clock);
    this.readers.add(reader);
    socket.once('close', () => this.readers.delete(reader));
    this.#start(reader);
    return reader;
  }

  /** Ends every reader in order; resolves when their connections are gone. */
  async finishReaders(): Promise<void> {
    this.#sound?.flush();
    const readers = [...this.readers];
    for (const reader of readers) reader.finish();
    await Promise.all(readers.map((reader) => reader.closed()));
  }

  addViewer(viewer: Viewer): void {
    viewer.catchUp(this.ring.pictures);
    this.viewers.add(viewer);
  }

  /** NAL units of the last key picture with parameter sets, or undefined. */
  keyPicture(): Buffer[] | undefined {
    const picture = this.ring.pictures[0];
    return picture && decodableNals(picture, this);
  }

  sdp(): string {
    return sdpForReaders(this.tracks, this.codec, this.sets);
  }

  /** About once a second. */
  measure(receivedBytes: number): void {
    this.#meter.second(this.#options.clock.monotonicMs(), receivedBytes);
  }

  info(receivedBytes: number): StreamInfo {
    const audio = this.tracks.find((track) => track.description.kind === 'audio');
    const { width, height, codecString } = this.sets.format ?? { width: 0, height: 0, codecString: '' };
    return {
      videoCodec: this.codec,
      codecString,
      width,
      height,
      ...(audio ? { audioCodec: audio.description.codec as NonNullable<StreamInfo['audioCodec']> } : {}),
      audioFlows: (audio?.reception.packets ?? 0) > 0,
      fps: this.#meter.fps,
      gopSeconds: this.#meter.gopSeconds,
      bitrateBps: this.#meter.bitrateBps(this.#options.clock.monotonicMs(), receivedBytes),
    };
  }

  #soundPacker(): SoundPacker | undefined {
    const track = this.tracks.find(({ description }) => SoundPacker.fits(description));
    if (!track) return undefined;
    const { channel, description } = track;
    const numbering = { channel, payloadType: description.payloadType, sequence: randomInt(65_536) };
    return new SoundPacker(numbering, (frame) => this.#assembler.other(frame, 0, frame.length));
  }

  #picture(assembled: AssembledPicture): void {
    const { clock } = this.#options;
    const picture: Picture = {
      slab: this.#log.current,
      start: assembled.start,
      end: assembled.end,
      timestamp: assembled.timestamp,
      key: assembled.key,
      timeUs: this.#pictureClock.timeUs(assembled.timestamp, clock.now()),
    };
    if (assembled.key || !assembled.vcl) this.#learnSets(picture);
    if (!assembled.vcl) return;
    this.pictures += 1;
    const begins = this.ring.add(picture);
    this.#meter.picture(picture.timestamp, begins);
    if (begins) {
      for (const reader of this.readers) if (!reader.slab) this.#start(reader);
      if (!this.#ready && this.sets.format) {
        this.#ready = true;
        this.#options.onReady();
      }
    }
    for (const viewer of this.viewers) viewer.picture(picture);
    if (picture.key) {
      this.#hotUntil = clock.monotonicMs() + HOT_MS;
      this.flush();
    }
  }

  #learnSets(picture: Picture): void {
    const nals = nalsOfPicture(picture, this.format);
    this.sets.replace(nals.filter((nal) => isParameterSet(this.codec, nal)));
  }

  #senderReport(track: StreamTrack, bytes: Buffer, start: number, end: number): void {
    const report = readSenderReport(bytes, start, end);
    if (!report) return;
    track.reception.reported(report, this.#options.clock.monotonicMs());
    if (track === this.#video) {
      this.clockOffsetMs = Math.round(utcOfNtp(report.ntp) - this.#options.clock.now());
    }
  }

  #start(reader: Reader): void {
    const from = this.ring.start;
    if (from)
      reader.startAt(from.slab, from.offset, startReports(this.tracks, this.#video, this.ring.timestamp));
  }

  /** Bounds memory: a ring without key frames is dropped, a reader that lags too far is closed or skipped. */
  #enforceLimits(): void {
    if (this.#log.current.id === this.#slabId && this.readers.size === 0) return;
    this.#slabId = this.#log.current.id;
    let ringStart = this.ring.start;
    if (ringStart && this.#log.bytesSince(ringStart.slab, ringStart.offset) > MAX_RING_BYTES) {
      this.ring.drop();
      ringStart = undefined;
    }
    const ringBytes = ringStart ? this.#log.bytesSince(ringStart.slab, ringStart.offset) : 0;
    for (const reader of this.readers) {
      if (!reader.slab) continue;
      if (this.#log.bytesSince(reader.slab, reader.offset) <= ringBytes + MAX_LAG_BYTES) continue;
      this.slowReaders += 1;
      if (this.#options.slowReaders === 'skip' && ringStart && !reader.inFlight) {
        reader.slab = ringStart.slab;
        reader.offset = ringStart.offset;
      } else if (this.#options.slowReaders === 'close') {
        this.readers.delete(reader);
        reader.cutOff();
      }
    }
    this.#log.trim(ringStart?.slab ?? this.#log.current, this.readers);
  }
}
