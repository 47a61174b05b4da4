/*
 * Runs in an isolated world before the page's scripts: gives the app's own preload bundle its require('electron') and
 * carries its messages to the main process through BIND, a binding that only this world has.
 */
export function preloadWorld(EV, codec, BIND, preload) {
  const functions = new Map();
  const listeners = new Map();
  const ports = new Map();
  let last = 0;

  const clone = (v) => {
    try {
      return structuredClone(v);
    } catch {
      throw new Error('An object could not be cloned.');
    }
  };
  const post = (message) => globalThis[BIND](codec.encode(message));
  const loud = (name, target) =>
    new Proxy(target, {
      get(object, key) {
        if (key in object || typeof key === 'symbol' || key === 'then') return object[key];
        throw new Error(`stand-in: ${name}.${String(key)} is not modelled`);
      },
    });

  const ipcRenderer = loud('ipcRenderer', {
    on(channel, listener) {
      if (!listeners.has(channel)) listeners.set(channel, new Set());
      listeners.get(channel).add(listener);
    },
    off(channel, listener) {
      listeners.get(channel)?.delete(listener);
    },
    send: (channel, ...args) => post({ kind: 'send', channel, args: clone(args) }),
  });

  const adoptPort = (id) => {
    const { port1, port2 } = new MessageChannel();
    ports.set(id, port1);
    port1.onmessage = (event) => post({ kind: 'port', id, value: event.data });
    return port2;
  };
  const fromMain = {
    message({ channel, args, portIds }) {
      const event = { sender: ipcRenderer, ports: portIds.map(adoptPort) };
      for (const listener of listeners.get(channel) ?? []) listener(event, ...args);
    },
    port: ({ id, value }) => ports.get(id)?.postMessage(value),
    portclose({ id }) {
      ports.get(id)?.close();
      ports.delete(id);
    },
  };
  globalThis[`${BIND}In`] = (text) => {
    const message = codec.decode(text);
    fromMain[message.kind](message);
  };

  const isPlain = (v) => Array.isArray(v) || Object.getPrototypeOf(v) === Object.prototype;
  const each = (v, f) => {
    const copy = Array.isArray(v) ? [] : {};
    for (const key of Object.keys(v)) copy[key] = f(v[key]);
    return copy;
  };
  const outwards = (v) => {
    if (typeof v === 'function') {
      functions.set(++last, v);
      return { fn: last, world: 'preload' };
    }
    return v && typeof v === 'object' && isPlain(v) ? each(v, outwards) : v;
  };
  const inwards = (v) => {
    if (!v || typeof v !== 'object') return v;
    if (v.fn && v.world === 'main') {
      return (...args) =>
        document.dispatchEvent(
          new CustomEvent(`${EV}callback`, { detail: { id: v.fn, args: outwards(args) } }),
        );
    }
    return isPlain(v) ? each(v, inwards) : v;
  };
  document.addEventListener(`${EV}call`, (event) => {
    const { id, tag, args } = event.detail;
    let answer;
    try {
      answer = { value: outwards(functions.get(id)(...inwards(args))) };
    } catch (error) {
      answer = { error: error.message };
    }
    document.dispatchEvent(new CustomEvent(tag, { detail: answer }));
  });

  const contextBridge = loud('contextBridge', {
    exposeInMainWorld(key, api) {
      document.dispatchEvent(new CustomEvent(`${EV}expose`, { detail: { key, api: outwards(api) } }));
    },
  });
  const module = { exports: {} };
  const require = (name) => {
    if (name === 'electron') return loud('electron', { contextBridge, ipcRenderer });
    throw new Error(`module not found: ${name}`);
  };
  preload(require, module, module.exports);
}
