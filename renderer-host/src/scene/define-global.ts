/** Defines what scenes expect of a page, over what Node has under the same name, so that it can be taken away again. */

/** @returns what puts back what was there */
export function define(owner: object, name: string, descriptor: PropertyDescriptor): () => void {
  const before = Object.getOwnPropertyDescriptor(owner, name);
  Object.defineProperty(owner, name, { ...descriptor, configurable: true });
  return () => {
    if (before === undefined) Reflect.deleteProperty(owner, name);
    else Object.defineProperty(owner, name, before);
  };
}

/** Values by name; a scene may set them itself. @returns what puts back what was there */
export function defineGlobals(values: Readonly<Record<string, unknown>>): () => void {
  const restore = Object.entries(values).map(([name, value]) => define(globalThis, name, { value, writable: true }));
  return () => {
    for (const put of restore) put();
  };
}
