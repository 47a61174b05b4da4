/** The stand-in's webContents: one target of Chromium, its isolated world, navigation and ports. */
import { EventEmitter } from 'node:events';
import type { Cdp } from './chromium.ts';
import { ipcMain, type MessagePortMain } from './ipc.ts';
import { loud } from './loud.ts';
import { fromHttp } from './protocol.ts';
import { BINDING, clone, codec, ISOLATED_WORLD, pageWorldScript, preloadWorldScript } from './worlds.ts';

type OpenHandler = (details: { url: string; frameName: string; disposition: string }) => { action: string };
type FromPage =
  { kind: 'send'; channel: string; args: unknown[] } | { kind: 'port'; id: string; value: unknown };

let lastId = 0;

export class WebContents extends EventEmitter {
  readonly id = ++lastId;
  /** One object for as long as the page lives, as senders are compared with it. */
  readonly mainFrame = loud(
    'WebFrameMain',
    Object.defineProperties({} as { url: string }, { url: { get: () => this.getURL() } }),
  );
  targetId = '';
  destroyed = false;
  readonly #ports = new Map<string, MessagePortMain>();
  readonly #unsent: string[] = [];
  #cdp: Cdp | undefined;
  #session = '';
  #frameId = '';
  #url = '';
  #context: number | undefined;
  #openHandler: OpenHandler | undefined;
  #ownNavigation = false;
  #lastPort = 0;
  #pageHadDocument = false;

  constructor() {
    super();
    this.setMaxListeners(0);
  }

  getURL(): string {
    return fromHttp(this.#url);
  }

  isDestroyed(): boolean {
    return this.destroyed;
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.#openHandler = handler;
  }

  send(channel: string, ...args: unknown[]): void {
    this.#toPage({ kind: 'message', channel, args: clone(args), portIds: [] });
  }

  postMessage(channel: string, message: unknown, ports: MessagePortMain[] = []): void {
    const given = ports.map((port) => [`port${++this.#lastPort}`, port] as const);
    this.#toPage({ kind: 'message', channel, args: [clone(message)], portIds: given.map(([id]) => id) });
    // Only now: what waits in a port must not reach the page before the port itself.
    for (const [id, port] of given) {
      this.#ports.set(id, port);
      port.transfer({
        send: (value) => this.#toPage({ kind: 'port', id, value }),
        close: () => this.#toPage({ kind: 'portclose', id }),
      });
    }
  }

  reload(): void {
    this.#ownNavigation = true;
    void this.#cdp?.send('Page.reload', {}, this.#session).catch(() => {});
  }

  /** Playwright closes pages through it. */
  close(): void {
    this.emit('close-requested');
  }

  /** Opens the target and makes both worlds; resolves when pages can be loaded. */
  async attach(
    cdp: Cdp,
    size: { width: number; height: number },
    preload: string | undefined,
  ): Promise<void> {
    this.#cdp = cdp;
    this.targetId = (
      await cdp.send<{ targetId: string }>('Target.createTarget', { url: 'about:blank' })
    ).targetId;
    const attached = await cdp.send<{ sessionId: string }>('Target.attachToTarget', {
      targetId: this.targetId,
      flatten: true,
    });
    this.#session = attached.sessionId;
    const send = (method: string, params: object = {}) => cdp.send(method, params, this.#session);
    this.#listen(cdp);
    await send('Page.enable');
    const tree = await cdp.send<{ frameTree: { frame: { id: string } } }>(
      'Page.getFrameTree',
      {},
      this.#session,
    );
    this.#frameId = tree.frameTree.frame.id;
    await send('Runtime.enable');
    await send('Inspector.enable');
    await send('Runtime.addBinding', { name: BINDING, executionContextName: ISOLATED_WORLD });
    await send('Target.setAutoAttach', {
      autoAttach: true,
      waitForDebuggerOnStart: true,
      flatten: true,
      filter: [{ type: 'page' }],
    });
    await send('Fetch.enable', { patterns: [{ resourceType: 'Document' }] });
    await send('Emulation.setDeviceMetricsOverride', { ...size, deviceScaleFactor: 1, mobile: false });
    await send('Page.addScriptToEvaluateOnNewDocument', { source: pageWorldScript() });
    if (preload) {
      const source = preloadWorldScript(preload);
      await send('Page.addScriptToEvaluateOnNewDocument', { worldName: ISOLATED_WORLD, source });
    }
  }

  /** Goes to an address by the app's own will: no will-navigate. */
  async navigate(url: string): Promise<void> {
    const loaded = new Promise((resolve) => this.once('did-finish-load', resolve));
    this.#ownNavigation = true;
    const result = await this.#cdp?.send<{ errorText?: string }>('Page.navigate', { url }, this.#session);
    if (result?.errorText) throw new Error(`${result.errorText} loading '${url}'`);
    await loaded;
  }

  /** Closes the target and every port that lies in the page. */
  end(): void {
    this.destroyed = true;
    this.#closePorts();
    this.emit('destroyed');
    void this.#cdp?.send('Target.closeTarget', { targetId: this.targetId }).catch(() => {});
  }

  #listen(cdp: Cdp): void {
    const on = <P>(method: string, listener: (params: P) => void) =>
      cdp.on(`${this.#session}:${method}`, listener as (params: unknown) => void);
    on<{ context: { id: number; name: string; auxData?: { frameId?: string } } }>(
      'Runtime.executionContextCreated',
      ({ context }) => {
        if (context.name !== ISOLATED_WORLD || context.auxData?.frameId !== this.#frameId) return;
        this.#context = context.id;
        for (const text of this.#unsent.splice(0)) this.#deliver(text);
      },
    );
    on('Runtime.executionContextsCleared', () => (this.#context = undefined));
    on<{ name: string; payload: string }>('Runtime.bindingCalled', ({ name, payload }) => {
      if (name === BINDING) this.#fromPage(codec.decode(payload) as FromPage);
    });
    on<{ frame: { parentId?: string; url: string } }>('Page.frameNavigated', ({ frame }) => {
      if (frame.parentId !== undefined) return;
      this.#url = frame.url;
      // A new document: the ports of the one before are closed with it.
      if (this.#pageHadDocument) this.#closePorts();
      this.#pageHadDocument = true;
      this.emit('did-navigate', {}, this.getURL(), 200, '');
    });
    on('Page.loadEventFired', () => {
      this.emit('did-finish-load', {});
      this.emit('stand-in-painted');
    });
    on('Inspector.targetCrashed', () => {
      this.#closePorts();
      this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 });
    });
    on<{ url: string }>('Page.windowOpen', ({ url }) => {
      const details = { url: fromHttp(url), frameName: '', disposition: 'new-window' };
      const { action } = this.#openHandler?.(details) ?? { action: 'allow' };
      if (action !== 'deny') throw new Error('stand-in: allowing new windows is not modelled');
    });
    on<{ targetInfo: { targetId: string } }>('Target.attachedToTarget', ({ targetInfo }) => {
      void cdp.send('Target.closeTarget', { targetId: targetInfo.targetId }).catch(() => {});
    });
    on<{ requestId: string; frameId: string; request: { url: string } }>('Fetch.requestPaused', (paused) => {
      this.#judgeNavigation(cdp, paused);
    });
  }

  #judgeNavigation(cdp: Cdp, paused: { requestId: string; frameId: string; request: { url: string } }): void {
    const url = fromHttp(paused.request.url);
    let prevented = false;
    const event = { url, preventDefault: () => (prevented = true) };
    const isMainFrame = paused.frameId === this.#frameId;
    if (!(isMainFrame && this.#ownNavigation)) {
      this.emit('will-frame-navigate', event, url);
      if (isMainFrame) this.emit('will-navigate', event, url);
    }
    if (isMainFrame) this.#ownNavigation = false;
    const { requestId } = paused;
    const answer = prevented
      ? cdp.send('Fetch.failRequest', { requestId, errorReason: 'Aborted' }, this.#session)
      : cdp.send('Fetch.continueRequest', { requestId }, this.#session);
    void answer.catch(() => {});
  }

  #fromPage(message: FromPage): void {
    if (message.kind === 'port') {
      this.#ports.get(message.id)?.peer?.take(message.value);
      return;
    }
    const event = loud('IpcMainEvent', { sender: this, senderFrame: this.mainFrame, ports: [] });
    ipcMain.emit(message.channel, event, ...message.args);
  }

  #toPage(message: object): void {
    const text = codec.encode(message);
    if (this.#context === undefined) this.#unsent.push(text);
    else this.#deliver(text);
  }

  #deliver(text: string): void {
    const call = {
      functionDeclaration: `function (text) { globalThis[${JSON.stringify(`${BINDING}In`)}]?.(text) }`,
      executionContextId: this.#context,
      arguments: [{ value: text }],
    };
    void this.#cdp?.send('Runtime.callFunctionOn', call, this.#session).catch(() => {});
  }

  #closePorts(): void {
    for (const port of this.#ports.values()) port.peer?.close();
    this.#ports.clear();
    this.#unsent.length = 0;
  }
}
