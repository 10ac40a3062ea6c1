/**
 * `Request` of the scene. It takes addresses relative to the scene's folder, which Node's own refuses; and it is not made
 * of Node's, since whoever looks at that loads Node's whole fetch, 6 MB in each scene that never reads anything.
 */
import { addressOf } from './asset-address.ts';

export class AssetRequest {
  readonly url: string;
  readonly method: string;
  /** What Node's fetch is called with. */
  readonly init: RequestInit;
  #headers: Headers | undefined;
  #signal: AbortSignal | undefined;

  /** @throws RemoteViewError `asset-failed` for what is no address */
  constructor(input: string | URL | AssetRequest, init: RequestInit = {}, base?: URL) {
    const isRequest = input instanceof AssetRequest;
    this.url = isRequest ? input.url : addressOf(input.toString(), base).href;
    this.init = isRequest ? { ...input.init, ...init } : init;
    this.method = (this.init.method ?? 'GET').toUpperCase();
  }

  get headers(): Headers {
    return (this.#headers ??= new Headers(this.init.headers));
  }

  get signal(): AbortSignal {
    return (this.#signal ??= this.init.signal ?? new AbortController().signal);
  }

  get body(): ReadableStream<Uint8Array> | null {
    return this.#asResponse().body;
  }

  get credentials(): RequestCredentials {
    return this.init.credentials ?? 'same-origin';
  }

  get cache(): RequestCache {
    return this.init.cache ?? 'default';
  }

  clone(): AssetRequest {
    return new AssetRequest(this);
  }

  arrayBuffer(): Promise<ArrayBuffer> {
    return this.#asResponse().arrayBuffer();
  }

  blob(): Promise<Blob> {
    return this.#asResponse().blob();
  }

  json(): Promise<unknown> {
    return this.#asResponse().json();
  }

  text(): Promise<string> {
    return this.#asResponse().text();
  }

  #asResponse(): Response {
    return new Response(this.init.body ?? null);
  }
}

/** @param realm says where relative addresses begin */
export function requestClass(realm: { readonly base: URL | undefined }): typeof AssetRequest {
  return class Request extends AssetRequest {
    constructor(input: string | URL | AssetRequest, init?: RequestInit) {
      super(input, init, realm.base);
    }
  };
}
