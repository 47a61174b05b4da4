/** Makes an object loud: asking it for anything it does not have throws, so that no unknown Electron API passes unnoticed. */

/** `name` is how the object is called in Electron's documentation. */
export function loud<T extends object>(name: string, target: T): T {
  return new Proxy(target, {
    get(object, key) {
      if (key in object || isAskedByEverybody(key)) return Reflect.get(object, key);
      throw new Error(`stand-in: ${name}.${String(key)} is not modelled`);
    },
    // `this` inside methods is the loud object too, so that what they hand on stays loud.
    set: (object, key, value) => Reflect.set(object, key, value),
  });
}

/** Promises, consoles and inspectors look for these on any object. */
function isAskedByEverybody(key: string | symbol): boolean {
  return (
    typeof key === 'symbol' ||
    ['then', 'toJSON', 'default', '__esModule', 'inspect', 'nodeType'].includes(key)
  );
}
