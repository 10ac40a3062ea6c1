/** What `npm start` is told by its environment. */

export interface StartOptions {
  /** Address that the gateway listens on. */
  readonly host: string;
  readonly port: number;
}

/**
 * Reads `PORT` (default 8080) and `HOST` (default localhost).
 * @throws Error with one readable line where one of them is wrong
 */
export function readOptions(env: Readonly<Record<string, string | undefined>>): StartOptions {
  const text = env['PORT']?.trim() || '8080';
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > 65_535) {
    throw new Error(`PORT must be a number from 1 to 65535, not '${text}'.`);
  }
  const host = env['HOST']?.trim() || 'localhost';
  // The name may mean ::1 first, and then nothing that dials 127.0.0.1 finds the gateway.
  return { host: host === 'localhost' ? '127.0.0.1' : host, port };
}

/** Where processes of this machine reach the gateway: an address to listen on may mean all of them. */
export function localAuthority({ host, port }: StartOptions): string {
  if (host === '0.0.0.0') return `127.0.0.1:${port}`;
  if (host === '::') return `[::1]:${port}`;
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** What a person types into a browser on this machine. */
export function pageUrl(options: StartOptions): string {
  const everyday = ['127.0.0.1', '0.0.0.0', '::', '::1'].includes(options.host);
  return `http://${everyday ? `localhost:${options.port}` : localAuthority(options)}`;
}
