/**
 * `three` and this package resolve from here, whatever is installed beside the scene: the renderer that a scene is given
 * comes from our three.js, and two copies of three.js in one process do not know each other's objects. It holds for modules
 * and for the files beside them.
 */
const OURS = /^(?:three|@remote-view\/renderer-host)(?:\/|$)/u;

/** @param specifier as it is imported, or as an asset is named */
export function isOurs(specifier: string): boolean {
  return OURS.test(specifier);
}
