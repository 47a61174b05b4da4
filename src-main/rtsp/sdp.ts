/**
 * Session descriptions (RFC 4566) reduced to what Watchpost records: one video and one audio track of known codecs.
 * Nothing of a camera's text is passed on: tracks are parsed into values and written anew, parameter by parameter.
 */
import type { AudioCodec, VideoCodec } from '../../shared/model/camera.ts';

export interface SdpTrack {
  readonly kind: 'video' | 'audio';
  readonly payloadType: number;
  readonly codec: VideoCodec | AudioCodec;
  /** As in rtpmap: name/clock[/channels], e.g. H264/90000 or MPEG4-GENERIC/16000/1. */
  readonly encoding: string;
  readonly clockRate: number;
  /** Format parameters by lower-case name, only those we know. */
  readonly parameters: Readonly<Record<string, string>>;
  /** As the camera wrote it: absolute, relative or empty. Pin it to the camera's host before use. */
  readonly control: string;
}

export interface SessionDescription {
  readonly sessionControl: string;
  readonly tracks: readonly SdpTrack[];
  /** Media sections that were left out, e.g. "application VND.ONVIF.METADATA/90000"; for the log. */
  readonly dropped: readonly string[];
}

export class SdpError extends Error {
  override readonly name = 'SdpError';
}

/** No camera describes more streams than this; a list of thousands is an attack on the reader. */
const MAX_MEDIA = 64;
const MAX_LINE = 4096;

const staticPayloads: Readonly<Record<number, string>> = {
  0: 'PCMU/8000',
  8: 'PCMA/8000',
  10: 'L16/44100/2',
  11: 'L16/44100/1',
};

interface KnownCodec {
  readonly kind: 'video' | 'audio';
  readonly codec: VideoCodec | AudioCodec;
  readonly names: RegExp;
  readonly parameters: readonly string[];
}

const known: readonly KnownCodec[] = [
  {
    kind: 'video',
    codec: 'H264',
    names: /^H264$/,
    parameters: ['packetization-mode', 'profile-level-id', 'sprop-parameter-sets'],
  },
  {
    kind: 'video',
    codec: 'H265',
    names: /^(H265|HEVC)$/,
    parameters: ['sprop-vps', 'sprop-sps', 'sprop-pps', 'sprop-max-don-diff'],
  },
  {
    kind: 'audio',
    codec: 'AAC',
    names: /^MPEG4-GENERIC$/,
    parameters: [
      'streamtype',
      'profile-level-id',
      'mode',
      'sizelength',
      'indexlength',
      'indexdeltalength',
      'config',
    ],
  },
  { kind: 'audio', codec: 'PCMU', names: /^PCMU$/, parameters: [] },
  { kind: 'audio', codec: 'PCMA', names: /^PCMA$/, parameters: [] },
  { kind: 'audio', codec: 'G726', names: /^(AAL2-)?G726-(16|24|32|40)$/, parameters: [] },
  { kind: 'audio', codec: 'L16', names: /^L16$/, parameters: [] },
];

interface Media {
  readonly kind: string;
  readonly payloadTypes: readonly number[];
  readonly maps: Map<number, string>;
  readonly formats: Map<number, string>;
  control: string;
}

/** Reads a description; throws SdpError when it is absurd. Unknown lines and codecs are left out. */
export function parseSdp(text: string): SessionDescription {
  let sessionControl = '*';
  const media: Media[] = [];
  for (const raw of text.split(/\r?\n/)) {
    const line = raw.slice(0, MAX_LINE);
    const current = media.at(-1);
    if (line.startsWith('m=')) {
      if (media.length >= MAX_MEDIA) throw new SdpError(`more than ${MAX_MEDIA} streams described`);
      media.push(parseMedia(line));
    } else if (line.startsWith('a=control:')) {
      const control = /^\S*/.exec(line.slice(10).trim())?.[0] ?? '';
      if (current) current.control = control;
      else sessionControl = control;
    } else if (current && line.startsWith('a=rtpmap:')) {
      const match = /^(\d{1,3}) ([\w.-]{1,40}\/\d{1,9}(?:\/\d{1,2})?)/.exec(line.slice(9));
      if (match) current.maps.set(Number(match[1]), match[2]!.toUpperCase());
    } else if (current && line.startsWith('a=fmtp:')) {
      const match = /^(\d{1,3}) +(.*)$/.exec(line.slice(7));
      if (match) current.formats.set(Number(match[1]), match[2]!);
    }
  }
  return select(media, sessionControl);
}

function parseMedia(line: string): Media {
  const match = /^m=(\w+) \d+(?:\/\d+)? RTP\/S?AVPF?((?: \d{1,3})+)/.exec(line);
  return {
    kind: match?.[1] ?? line.slice(2, 40).split(' ')[0] ?? '',
    payloadTypes: (match?.[2] ?? '')
      .split(' ')
      .filter(Boolean)
      .map(Number)
      .filter((type) => type < 128),
    maps: new Map(),
    formats: new Map(),
    control: '',
  };
}

function select(media: readonly Media[], sessionControl: string): SessionDescription {
  const tracks: SdpTrack[] = [];
  const dropped: string[] = [];
  for (const one of media) {
    const track = trackOf(one);
    if (track && !tracks.some((other) => other.kind === track.kind)) tracks.push(track);
    else dropped.push(`${one.kind} ${[...one.maps.values()][0] ?? one.payloadTypes.join(' ')}`.trim());
  }
  // Video first: its number is 0 for every reader.
  const ordered = tracks.toSorted((a, b) => (a.kind === b.kind ? 0 : a.kind === 'video' ? -1 : 1));
  return { sessionControl, tracks: ordered, dropped };
}

function trackOf(media: Media): SdpTrack | undefined {
  for (const payloadType of media.payloadTypes) {
    const encoding = media.maps.get(payloadType) ?? staticPayloads[payloadType];
    const [name = '', clock = ''] = encoding?.split('/') ?? [];
    const codec = known.find((one) => one.kind === media.kind && one.names.test(name));
    const clockRate = Number(clock);
    if (!codec || !encoding || clockRate < 1 || clockRate > 1_000_000) continue;
    return {
      kind: codec.kind,
      payloadType,
      codec: codec.codec,
      encoding: encoding.replace(/^HEVC\//, 'H265/'),
      clockRate,
      parameters: parametersOf(media.formats.get(payloadType) ?? '', codec.parameters),
      control: media.control,
    };
  }
  return undefined;
}

function parametersOf(text: string, names: readonly string[]): Record<string, string> {
  const found: Record<string, string> = {};
  for (const part of text.split(';')) {
    const match = /^\s*([\w-]+)\s*=\s*([\w+/=,.-]{1,3000})\s*$/.exec(part);
    const name = match?.[1]?.toLowerCase() ?? '';
    if (match?.[2] && names.includes(name)) found[name] = match[2];
  }
  return found;
}

/** A description with exactly these tracks; track i gets the control `track<i>`. */
export function buildSdp(tracks: ReadonlyArray<Omit<SdpTrack, 'control' | 'codec' | 'clockRate'>>): string {
  const lines = ['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=camera', 'c=IN IP4 127.0.0.1', 't=0 0'];
  lines.push('a=range:npt=now-', 'a=control:*');
  for (const [index, track] of tracks.entries()) {
    const parameters = Object.entries(track.parameters).map(([name, value]) => `${name}=${value}`);
    lines.push(
      `m=${track.kind} 0 RTP/AVP ${track.payloadType}`,
      `a=rtpmap:${track.payloadType} ${track.encoding}`,
    );
    if (parameters.length > 0) lines.push(`a=fmtp:${track.payloadType} ${parameters.join(';')}`);
    lines.push(`a=control:track${index}`);
  }
  return `${lines.join('\r\n')}\r\n`;
}

/** Raw parameter sets announced in the description (SPS, PPS and for H.265 VPS), possibly none. */
export function announcedParameterSets(track: SdpTrack): Buffer[] {
  const names = track.codec === 'H265' ? ['sprop-vps', 'sprop-sps', 'sprop-pps'] : ['sprop-parameter-sets'];
  return names
    .flatMap((name) => (track.parameters[name] ?? '').split(','))
    .filter((text) => text !== '')
    .map((text) => Buffer.from(text, 'base64'))
    .filter((set) => set.length > 3 && set.length < 4096);
}
