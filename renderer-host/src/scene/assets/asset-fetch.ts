/**
 * `fetch` of the scene: addresses relative to its folder, files beside http(s), and the allow-list.
 *
 * Node's own fetch knows no files and no relative addresses. A redirect is followed by hand, so that an allowed origin
 * cannot lead to one that is not.
 */
import { RemoteViewError } from '@remote-view/protocol';
import { extname } from 'node:path';
import type { AssetAccess } from './asset-access.ts';
import { assetName } from './asset-address.ts';
import { boundedTo, fileChunks, streamOf } from './asset-body.ts';
import type { AssetFailures } from './asset-failures.ts';
import { AssetRequest } from './asset-request.ts';

const MAX_REDIRECTS = 5;

/** Types that somebody asks for: `WebAssembly.instantiateStreaming` refuses any other than its own. */
const TYPES: Readonly<Record<string, string>> = {
  '.wasm': 'application/wasm',
  '.json': 'application/json',
  '.gltf': 'model/gltf+json',
  '.glb': 'model/gltf-binary',
  '.js': 'text/javascript',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.webp': 'image/webp',
  '.avif': 'image/avif',
};

/** Where a blob comes from: an image that cannot be decoded later on has a name then. */
export interface BlobSource {
  readonly name: string;
  readonly failed: (error: RemoteViewError) => RemoteViewError;
}

/** What of the realm it works by. */
export interface FetchRealm {
  readonly access: AssetAccess;
  readonly failures: AssetFailures;
  readonly base: URL | undefined;
  readonly blobs: WeakMap<Blob, BlobSource>;
  /** An asset was read: whatever fails next may be about it. */
  lastRead: string;
}

type Fetch = typeof globalThis.fetch;

/** @param native Node's own */
export function assetFetch(realm: FetchRealm, native: Fetch) {
  return async (input: string | URL | AssetRequest, init?: RequestInit): Promise<Response> => {
    const failed = realm.failures.watch();
    let name = 'an asset';
    let signal = init?.signal;
    try {
      const request = new AssetRequest(input, init, realm.base);
      const url = new URL(request.url);
      name = assetName(url, realm.base);
      signal = request.init.signal;
      signal?.throwIfAborted();
      const answered = await answer(realm, url, name, request, native);
      const isRemote = /^https?:$/u.test(url.protocol);
      const tooLarge = (): RemoteViewError => failed(realm.access.tooLarge(name));
      const response = isRemote ? bounded(answered, realm.access.maxBytes, tooLarge) : answered;
      // An image inside a model has an address of its own, which tells nobody anything.
      const isInside = !/^(?:file|https?):$/u.test(url.protocol) && realm.lastRead !== '';
      return named(realm, response, { name: isInside ? `${name}, after ${realm.lastRead}` : name, failed });
    } catch (thrown) {
      if (thrown instanceof RemoteViewError) throw failed(thrown);
      // Given up by the scene itself, with its own reason: no failure.
      if (signal?.aborted !== true) realm.failures.note(`'${name}' could not be fetched: ${reasonOf(thrown)}`);
      throw thrown;
    }
  };
}

async function answer(
  realm: FetchRealm,
  url: URL,
  name: string,
  request: AssetRequest,
  native: Fetch,
): Promise<Response> {
  if (url.protocol === 'file:') return fileResponse(realm, url, name, request);
  if (url.protocol === 'data:' || url.protocol === 'blob:') return native(url, request.init);
  const response = await remoteResponse(realm, url, request, native);
  if (response.ok && !isCode(name)) realm.lastRead = name;
  if (!response.ok) realm.failures.note(`'${name}' was answered with ${response.status}.`);
  return response;
}

async function fileResponse(
  realm: FetchRealm,
  url: URL,
  name: string,
  { method, init }: AssetRequest,
): Promise<Response> {
  if (method !== 'GET' && method !== 'HEAD') {
    throw new RemoteViewError('asset-refused', `The asset '${name}' is a file: it can be read, not sent to.`);
  }
  const { path, bytes } = await realm.access.file(url, name);
  if (!isCode(name)) realm.lastRead = name;
  const type = TYPES[extname(path).toLowerCase()] ?? 'application/octet-stream';
  return new Response(method === 'HEAD' ? null : streamOf(fileChunks(path, init.signal)), {
    headers: { 'content-type': type, 'content-length': String(bytes) },
  });
}

/** The decoder of an asset is not what fails. */
function isCode(name: string): boolean {
  return /\.(?:wasm|m?js)$/u.test(name);
}

async function remoteResponse(
  realm: FetchRealm,
  address: URL,
  { method, init }: AssetRequest,
  native: Fetch,
): Promise<Response> {
  if (!/^https?:$/u.test(address.protocol)) {
    throw new RemoteViewError('asset-refused', `The scene may not fetch from '${address.protocol}' addresses.`);
  }
  realm.access.remote(address, assetName(address, realm.base));
  if (method !== 'GET' && method !== 'HEAD') return native(address, { ...init, redirect: 'error' });
  let url = address;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    // What was meant for one origin, a key perhaps, is not for another.
    const headers = url.origin === address.origin ? init.headers : undefined;
    const response = await native(url, { ...init, headers: headers ?? {}, redirect: 'manual' });
    const target = response.headers.get('location');
    if (response.status < 300 || response.status > 399 || target === null) return response;
    await response.body?.cancel();
    url = new URL(target, url);
    realm.access.remote(url, assetName(url, realm.base));
  }
  throw new RemoteViewError('asset-failed', `'${assetName(address, realm.base)}' redirects in a circle.`);
}

/** A server's body ends where it likes, so its bytes are counted: after they are unpacked, as they come. */
function bounded(response: Response, maxBytes: number, tooLarge: () => Error): Response {
  const { body, url } = response;
  if (body === null) return response;
  const counted = new Response(body.pipeThrough(boundedTo(maxBytes, tooLarge)), response);
  return Object.defineProperty(counted, 'url', { value: url });
}

/** Remembers what the blob of a response is called. */
function named(realm: FetchRealm, response: Response, source: BlobSource): Response {
  const { blob } = response;
  return Object.defineProperty(response, 'blob', {
    configurable: true,
    value: async (): Promise<Blob> => {
      const body = await blob.call(response);
      realm.blobs.set(body, source);
      return body;
    },
  });
}

function reasonOf(thrown: unknown): string {
  const { message, cause } = RemoteViewError.from(thrown);
  const below = cause instanceof Error && cause.cause instanceof Error ? ` (${cause.cause.message})` : '';
  return `${message}${below}`;
}
