/*
 * Runs in the page's own world before its scripts: receives what contextBridge exposes. Functions cross as numbers, data is
 * cloned by the browser between the worlds. EV is a random prefix, so that the page cannot join in.
 */
export function pageWorld(EV) {
  const on = document.addEventListener.bind(document);
  const fire = document.dispatchEvent.bind(document);
  const functions = new Map();
  let last = 0;

  const isPlain = (v) => Array.isArray(v) || Object.getPrototypeOf(v) === Object.prototype;
  const each = (v, f) => {
    const copy = Array.isArray(v) ? [] : {};
    for (const key of Object.keys(v)) copy[key] = f(v[key]);
    return copy;
  };
  const outwards = (v) => {
    if (typeof v === 'function') {
      functions.set(++last, v);
      return { fn: last, world: 'main' };
    }
    return v && typeof v === 'object' && isPlain(v) ? each(v, outwards) : v;
  };
  const call = (id, args) => {
    const box = {};
    const tag = `${EV}r${++last}`;
    on(tag, (event) => (box.answer = event.detail), { once: true });
    fire(new CustomEvent(`${EV}call`, { detail: { id, tag, args: outwards(args) } }));
    if (!box.answer) throw new Error('contextBridge: no answer');
    if (box.answer.error) throw new Error(box.answer.error);
    return inwards(box.answer.value);
  };
  const inwards = (v) => {
    if (!v || typeof v !== 'object') return v;
    if (v.fn && v.world === 'preload') return (...args) => call(v.fn, args);
    return isPlain(v) ? Object.freeze(each(v, inwards)) : v;
  };

  on(`${EV}expose`, (event) => {
    const { key, api } = event.detail;
    Object.defineProperty(window, key, {
      value: inwards(api),
      writable: false,
      configurable: false,
      enumerable: true,
    });
  });
  on(`${EV}callback`, (event) => functions.get(event.detail.id)?.(...inwards(event.detail.args)));
}
