/**
 * Where an asset lies, and what it is called when it fails.
 *
 * Addresses are read as a page would that lies beside the scene's module: `models/a.glb` and `./models/a.glb` are below
 * the scene's folder, and so is `/models/a.glb`, since that folder is the root of what the scene is served.
 */
import { RemoteViewError } from '@remote-view/protocol';

const SCHEME = /^[a-z][a-z\d+.-]*:/iu;

/**
 * @param base file URL of the scene's folder, with a slash at its end; undefined where the scene lies in no folder
 * @throws RemoteViewError `asset-failed` for what is no address
 */
export function addressOf(text: string, base: URL | undefined): URL {
  try {
    if (SCHEME.test(text)) return new URL(text);
    if (text.startsWith('//')) return new URL(`https:${text}`);
    if (base !== undefined) return new URL(text.startsWith('/') ? `.${text}` : text, base);
  } catch (cause) {
    throw new RemoteViewError('asset-failed', `'${text.slice(0, 200)}' is no address of an asset.`, { cause });
  }
  throw new RemoteViewError(
    'asset-failed',
    `'${text.slice(0, 200)}' is relative, and the scene's module lies in no folder.`,
  );
}

/** Short, and without the paths of this machine or the query of a URL, which may hold a key: viewers read it. */
export function assetName(url: URL, base: URL | undefined): string {
  if (url.protocol === 'data:') return url.href.slice(0, Math.min(40, url.href.indexOf(',') + 1));
  if (url.protocol === 'blob:') return 'embedded';
  if (url.protocol !== 'file:') return `${url.protocol}//${url.host}${url.pathname}`.slice(0, 200);
  const path = url.pathname;
  if (base !== undefined && path.startsWith(base.pathname)) return readable(path.slice(base.pathname.length));
  const inPackage = path.split('/node_modules/');
  return inPackage.length > 1 ? readable(inPackage.at(-1)!) : `…/${readable(path.split('/').at(-1)!)}`;
}

function readable(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
