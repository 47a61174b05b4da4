/**
 * One fetch-style handler (Request → Response) for everything a player reads: playlists, byte ranges of recorded files,
 * endless live streams, and what the recorder adds (stills). Used by both hosts, which have checked who asks.
 * Clients name cameras, segments and runs; no part of a request ever becomes part of a path.
 */
import { open } from 'node:fs/promises';
import type { StreamRole } from '../../shared/model/camera.ts';
import { AppError, errorCodes } from '../../shared/model/errors.ts';
import type { PlaylistShape } from '../playback/playback.ts';
import type { FileRef, ServedFile, Showing } from '../playback/served-file.ts';
import { readByteRange } from './byte-range.ts';
import { fileBody } from './file-body.ts';

export interface MediaResolvers {
  /** Text of the playlist, or undefined when there is no such camera. Instants UTC ms. */
  playlist(
    range: { readonly cameraId: string; readonly from: number; readonly to: number },
    shape: PlaylistShape,
  ): Promise<string | undefined> | string | undefined;
  file(ref: FileRef, showing: Showing): Promise<ServedFile | undefined> | ServedFile | undefined;
  /** A stream that ends when its body is cancelled. */
  liveStream(
    cameraId: string,
    stream: StreamRole,
  ): Promise<{ readonly mimeType: string; readonly body: ReadableStream<Uint8Array> } | undefined>;
  /** Further first path parts (`stills`), answered elsewhere. `rest` is the path after the prefix. */
  more?: ReadonlyMap<string, (request: Request, rest: string) => Promise<Response>>;
}

export type MediaHandler = (request: Request) => Promise<Response>;

const playlistPath = /^\/hls\/([0-9A-Za-z_-]{1,64})\/(\d{1,15})-(\d{1,15})\.m3u8$/;
const segmentPath = /^\/media\/(\d{1,16})\.mp4$/;
const runPath = /^\/media\/(\d{1,15})-(\d{1,12})\.mp4$/;
const livePath = /^\/live\/([0-9A-Za-z_-]{1,64})\/(main|sub)\.mp4$/;

/** True for paths this handler answers; the host serves the others (the window's own files). */
export function isMediaPath(pathname: string, resolvers?: Pick<MediaResolvers, 'more'>): boolean {
  const first = pathname.split('/', 2)[1] ?? '';
  return ['hls', 'media', 'live'].includes(first) || (resolvers?.more?.has(first) ?? false);
}

export function createMediaHandler({ resolvers }: { resolvers: MediaResolvers }): MediaHandler {
  return async (request) => {
    try {
      return await answer(request, resolvers);
    } catch (error) {
      return failure(error);
    }
  };
}

async function answer(request: Request, resolvers: MediaResolvers): Promise<Response> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return text(405, 'Only GET and HEAD are answered here.', { allow: 'GET, HEAD' });
  }
  const url = new URL(request.url);
  const [, first = '', ...rest] = url.pathname.split('/');
  const other = resolvers.more?.get(first);
  if (other) return other(request, rest.join('/'));

  const playlist = playlistPath.exec(url.pathname);
  if (playlist) return servePlaylist(request, resolvers, playlist, url.searchParams);
  const live = livePath.exec(url.pathname);
  if (live) return serveLive(request, resolvers, live);
  const ref = fileRef(url.pathname);
  if (!ref) return notFound();
  const file = await resolvers.file(ref, showingOf(url.searchParams));
  return file ? serveFile(request, file) : notFound();
}

/** `v=video` hides the sound, `t=<ms>` moves the clock. */
function showingOf(query: URLSearchParams): Showing {
  const shift = query.get('t') ?? '';
  return {
    view: query.get('v') === 'video' ? 'video' : 'all',
    shiftMs: /^\d{1,10}$/.test(shift) ? Number(shift) : 0,
  };
}

function fileRef(pathname: string): FileRef | undefined {
  const segment = segmentPath.exec(pathname);
  if (segment) return { kind: 'segment', segmentId: Number(segment[1]) };
  const run = runPath.exec(pathname);
  return run ? { kind: 'run', runId: Number(run[1]), nameStampS: Number(run[2]) } : undefined;
}

async function servePlaylist(
  request: Request,
  resolvers: MediaResolvers,
  [, cameraId = '', from, to]: RegExpExecArray,
  query: URLSearchParams,
): Promise<Response> {
  const view = query.get('v');
  const body = await resolvers.playlist(
    { cameraId, from: Number(from), to: Number(to) },
    {
      isGrowing: query.get('live') === '1',
      ...(view === 'video' || view === 'all' ? { view } : {}),
    },
  );
  if (body === undefined) return notFound();
  const bytes = new TextEncoder().encode(body);
  const headers = {
    'content-type': 'application/vnd.apple.mpegurl',
    'content-length': String(bytes.length),
    'cache-control': 'no-store',
  };
  return new Response(request.method === 'HEAD' ? null : bytes, { headers });
}

async function serveLive(
  request: Request,
  resolvers: MediaResolvers,
  [, cameraId = '', role]: RegExpExecArray,
): Promise<Response> {
  if (request.method === 'HEAD') {
    return new Response(null, { headers: { 'content-type': 'video/mp4', 'cache-control': 'no-store' } });
  }
  const live = await resolvers.liveStream(cameraId, role === 'sub' ? 'sub' : 'main');
  if (!live) return notFound();
  return new Response(live.body as ReadableStream<Uint8Array<ArrayBuffer>>, {
    headers: { 'content-type': live.mimeType, 'cache-control': 'no-store' },
  });
}

async function serveFile(request: Request, served: ServedFile): Promise<Response> {
  let file;
  try {
    file = await open(served.path, 'r');
  } catch (error) {
    // Deleted between the playlist and now, or its disk is away.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return notFound();
    throw error;
  }
  let handedOver = false;
  try {
    const { size } = await file.stat();
    const range = readByteRange(request.headers.get('range'), size);
    const headers = new Headers({
      'content-type': 'video/mp4',
      'accept-ranges': 'bytes',
      'cache-control': 'no-store',
    });
    if (range.kind === 'unsatisfiable') {
      return text(416, 'The file has no such bytes.', { 'content-range': `bytes */${size}` });
    }
    const part = range.kind === 'part' ? range : { from: 0, to: size };
    headers.set('content-length', String(part.to - part.from));
    if (range.kind === 'part') headers.set('content-range', `bytes ${part.from}-${part.to - 1}/${size}`);
    const status = range.kind === 'part' ? 206 : 200;
    if (request.method === 'HEAD' || part.to === part.from) return new Response(null, { status, headers });
    const patches = (await served.patches?.(part.from, part.to)) ?? [];
    const body = fileBody(file, part, patches);
    handedOver = true;
    return new Response(body, { status, headers });
  } finally {
    if (!handedOver) await file.close();
  }
}

function text(status: number, sentence: string, headers: Record<string, string> = {}): Response {
  return new Response(`${sentence}\n`, {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store', ...headers },
  });
}

function notFound(): Response {
  return text(404, 'There is no such footage.');
}

function failure(error: unknown): Response {
  if (!(error instanceof AppError)) return text(500, 'The footage could not be read.');
  if (error.code === errorCodes.notFound) return text(404, error.message);
  if (error.code === errorCodes.invalidParams) return text(400, error.message);
  return text(503, error.message);
}
