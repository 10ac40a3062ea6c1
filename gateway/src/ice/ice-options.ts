/** Which STUN and TURN servers an operator has given, checked before a viewer finds out that one of them is of no use. */
import { RemoteViewError } from '@remote-view/protocol';
import { isIPv6 } from 'node:net';
import type { IceSettings } from './ice-servers.ts';

export interface IceOptions {
  /** STUN servers, `stun:host:port`. Hosts that viewers can reach need none. Default: none. */
  readonly stunUrls?: readonly string[];
  /** TURN servers, `turn:host:port?transport=udp` or `turns:host:443?transport=tcp`. Default: none. */
  readonly turnUrls?: readonly string[];
  /** What the TURN servers know as `static-auth-secret`; at least 16 characters. */
  readonly turnSecret?: string;
  /** Seconds for which a viewer's TURN credentials are good, from 60 on. Default 600: for connecting, and connecting anew. */
  readonly turnTtl?: number;
}

/** What `joined` has room for, and more than a browser gathers from without being slowed down. */
const MAX_URLS = 8;
const MAX_URL_CHARS = 256;
/** Who has one credential can try secrets at home, as fast as a machine makes HMACs. */
const MIN_SECRET_CHARS = 16;
const MIN_TTL = 60;
const DAY = 86_400;
const DEFAULT_TTL = 600;

interface IceUrl {
  readonly scheme: string;
  readonly port: number;
  readonly transport: string | undefined;
}

/** @throws RemoteViewError `bad-configuration` */
export function resolveIce(options: IceOptions): IceSettings {
  const { stunUrls = [], turnUrls = [], turnSecret, turnTtl = DEFAULT_TTL } = options;
  for (const urls of [stunUrls, turnUrls]) {
    if (urls.length > MAX_URLS) throw wrong(`At most ${MAX_URLS} STUN and ${MAX_URLS} TURN addresses can be given.`);
  }
  for (const url of stunUrls) requireStun(url);
  for (const url of turnUrls) requireTurn(url);
  if (turnUrls.length > 0 && turnSecret === undefined) {
    throw wrong(
      `TURN needs the secret that its server has as 'static-auth-secret': give it with --turn-secret-file or 'turnSecret'.`,
    );
  }
  if (turnSecret !== undefined && turnUrls.length === 0) {
    throw wrong(`There is a secret for TURN and no TURN server: give its address with --turn-url or 'turnUrls'.`);
  }
  if (turnSecret !== undefined && turnSecret.length < MIN_SECRET_CHARS) {
    throw wrong(`'turnSecret' needs at least ${MIN_SECRET_CHARS} characters: credentials let people try shorter ones.`);
  }
  if (!Number.isInteger(turnTtl) || turnTtl < MIN_TTL)
    throw wrong(`'turnTtl' must be whole seconds from ${MIN_TTL} on.`);
  return { stunUrls, turnUrls, turnSecret, turnTtlSeconds: turnTtl };
}

/** What is allowed and seldom meant, for the log. */
export function iceWarnings({ turnUrls, turnTtlSeconds }: IceSettings): string[] {
  if (turnUrls.length === 0) return [];
  const urls = turnUrls.map(parse);
  const passesFirewalls = urls.some((url) => url?.scheme === 'turns' && url.port === 443);
  return [
    ...(passesFirewalls
      ? []
      : ['no TURN address is turns: on port 443: where a network lets nothing else pass, media goes over the gateway']),
    ...(turnTtlSeconds > DAY
      ? [`TURN credentials are good for ${turnTtlSeconds} s: whoever copies one can use the server for more than a day`]
      : []),
  ];
}

function requireStun(text: string): void {
  const url = parse(text);
  if (url !== undefined && /^stuns?$/.test(url.scheme) && url.transport === undefined) return;
  throw wrong(`'${shown(text)}' is no STUN address; it must look like stun:turn.example.com:3478.`);
}

function requireTurn(text: string): void {
  const url = parse(text);
  if (url === undefined || !/^turns?$/.test(url.scheme)) {
    throw wrong(`'${shown(text)}' is no TURN address; it must look like turn:turn.example.com:3478?transport=udp.`);
  }
  if (url.scheme === 'turns' && url.transport === 'udp') {
    throw wrong(`'${text}' is TURN over DTLS, which browsers do not have; use turns: with transport=tcp.`);
  }
}

/** RFC 7064 and RFC 7065, section 3.1 of both. Schemes in lower case, as browsers of all ages take them. */
function parse(text: string): IceUrl | undefined {
  if (text.length > MAX_URL_CHARS) return undefined;
  const [, scheme, host, portText, transport] =
    /^(stuns?|turns?):(\[[0-9a-f:.]+\]|[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?::(\d{1,5}))?(?:\?transport=(udp|tcp))?$/i.exec(
      text,
    ) ?? [];
  if (scheme === undefined || host === undefined || scheme !== scheme.toLowerCase()) return undefined;
  if (host.startsWith('[') && !isIPv6(host.slice(1, -1))) return undefined;
  const port = Number(portText ?? (scheme.endsWith('s') ? 5_349 : 3_478));
  return port >= 1 && port <= 65_535 ? { scheme, port, transport } : undefined;
}

/** Somebody may have put a password there. */
function shown(text: string): string {
  return text.includes('@') ? '(not shown: it has an @)' : text.slice(0, 100);
}

function wrong(detail: string): RemoteViewError {
  return new RemoteViewError('bad-configuration', detail);
}
