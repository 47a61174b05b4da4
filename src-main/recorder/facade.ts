/**
 * What the recorder offers to the API and the hosts: one method per call of the contract, events, media, live pictures.
 * Only types: the implementation is `recorder.ts`. Params arrive validated; expected failures are thrown as AppError.
 */
import type { Calls, EventName, Events } from '../../shared/contract/names.ts';
import type { Logger } from '../base/logger.ts';
import type { Redactor } from '../base/redaction.ts';
import type { DeviceAccess } from '../discovery/device-access.ts';
import type { SecretStore } from '../settings/secrets-port.ts';

type Params<K extends keyof Calls> = Calls[K]['params'];
type Result<K extends keyof Calls> = Calls[K]['result'];
type Answer<K extends keyof Calls> = Result<K> | Promise<Result<K>>;
/** A method that answers one call of the contract. */
export type Method<K extends keyof Calls> = (params: Params<K>) => Answer<K>;

/** Where live pictures go: one per window or script, all tiles multiplexed in it (frames as docs/api.md has them). */
export interface LivePort {
  send(frame: Uint8Array<ArrayBuffer>): void;
  /** Bytes handed to `send` that have not left yet; a slow viewer is skipped by it. */
  bufferedBytes(): number;
  /** Called once when the viewer is gone. */
  onClose(listener: () => void): void;
}

export interface RecorderFacade {
  readonly app: { get: Method<'app.get'> };
  readonly cameras: {
    add: Method<'cameras.add'>;
    list: Method<'cameras.list'>;
    get: Method<'cameras.get'>;
    update: Method<'cameras.update'>;
    remove: Method<'cameras.remove'>;
    test: Method<'cameras.test'>;
    devices: Method<'cameras.devices'>;
    status: Method<'cameras.status'>;
  };
  readonly recording: {
    /** alreadyRecording carries `{sessionId}`, storageCritical `{available, total}` (bytes) as data. */
    start(params: { readonly id: string }): Promise<{ readonly sessionId: string }>;
    /** `sessionId` is undefined when nothing was being recorded. */
    stop(params: { readonly id: string }): Promise<{ readonly sessionId?: string }>;
  };
  readonly storage: { info: Method<'storage.info'> };
  readonly volumes: {
    list: Method<'volumes.list'>;
    add: Method<'volumes.add'>;
    update: Method<'volumes.update'>;
    remove: Method<'volumes.remove'>;
  };
  readonly timeline: { get: Method<'timeline.get'> };
  readonly coverage: { get: Method<'coverage.get'>; days: Method<'coverage.days'> };
  readonly segments: { list: Method<'segments.list'> };
  readonly playback: { playlist: Method<'playback.playlist'> };
  readonly live: {
    open: Method<'live.open'>;
    subscribe: Method<'live.subscribe'>;
    unsubscribe: Method<'live.unsubscribe'>;
  };
  readonly stills: { get: Method<'stills.get'> };
  readonly retention: { get: Method<'retention.get'>; preview: Method<'retention.preview'> };
  readonly holds: {
    create: Method<'holds.create'>;
    list: Method<'holds.list'>;
    remove: Method<'holds.remove'>;
  };
  readonly health: { get: Method<'health.get'> };
  readonly quarantine: {
    list: Method<'quarantine.list'>;
    retry: Method<'quarantine.retry'>;
    reveal: Method<'quarantine.reveal'>;
  };
  readonly problems: { dismiss: Method<'problems.dismiss'> };
  readonly settings: { get: Method<'settings.get'>; update: Method<'settings.update'> };
  readonly demo: { fault: Method<'demo.fault'>; sendLog: Method<'demo.sendLog'> };

  /** Listens to one event; the returned function ends it. */
  on<K extends EventName>(event: K, listener: (payload: Events[K]) => void): () => void;
  /** Playlists, byte ranges, stills: everything below `mediaPaths`. Also answers `/metrics`. Never throws for a bad request. */
  fetch(request: Request): Promise<Response>;
  /** Registers a media channel; its name is what `live.subscribe` takes as `channel`. */
  openLive(port: LivePort): { readonly channel: string };
}

/** URL prefixes that hosts hand to `fetch`; everything else is a renderer file. */
export const mediaPaths = ['/hls/', '/media/', '/stills/', '/live/'] as const;

export interface RecorderOptions {
  /** Absolute; created with owner-only rights when missing. */
  readonly dataDir: string;
  /** The process environment, read once by `settings/environment.ts`. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Tops the simulated cameras up to this number. */
  readonly demo?: number;
  readonly secrets: SecretStore;
  /** Where the built renderer lies (absolute). */
  readonly rendererDir: string;
  /** The relay's worker entry; absent: the relay runs inline. */
  readonly relayWorkerUrl?: URL;
  /** The entry of the thread that checks and copies the catalogue; absent: that is done inline. */
  readonly safekeepingWorkerUrl?: URL;
  /** `resources/bin` of a packaged app. */
  readonly ffmpegResourcesPath?: string;
  readonly host: 'electron' | 'node';
  readonly version: string;
  /** Opens the system's file manager at a file (absolute); absent where there is no desktop. */
  readonly showInFolder?: (file: string) => void;
  /** Logs to stderr and to files, through `redactor`. */
  readonly logger?: Logger;
  /** Passwords are registered here the moment they are known, so that no log line can show them. */
  readonly redactor?: Redactor;
  /** Tests only: what stands in for the cameras plugged into this PC. */
  readonly devices?: DeviceAccess;
}

/** What `startRecorder(options)` of `recorder.ts` resolves to. */
export interface RunningRecorder extends RecorderFacade {
  /** Orderly stop (REC-7): resolves when every run is finished and the catalogue is closed. */
  stop(): Promise<void>;
}
