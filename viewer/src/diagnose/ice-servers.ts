/** What to try each ICE server's address with (RFC 7064, RFC 7065), since a connection that knows them all uses the first. */
import type { DiagnosisCheck } from './diagnosis.ts';

export interface ServerTrial {
  readonly check: Extract<DiagnosisCheck, 'stun' | `turn-${string}`>;
  readonly url: string;
  readonly server: RTCIceServer;
}

export function serverTrials(servers: readonly RTCIceServer[]): ServerTrial[] {
  return servers.flatMap((server) =>
    [server.urls].flat().flatMap((url) => {
      const check = checkOf(url.toLowerCase());
      return check === undefined ? [] : [{ check, url, server: { ...server, urls: url } }];
    }),
  );
}

/**
 * Whether a server's credentials are good no more: their user name says until when they are, in seconds since 1970
 * (draft-uberti-behave-turn-rest-00).
 */
export function haveRunOut({ username }: RTCIceServer, nowSeconds: number): boolean {
  const [, until] = /^(\d+):/u.exec(username ?? '') ?? [];
  return until !== undefined && Number(until) <= nowSeconds;
}

function checkOf(url: string): ServerTrial['check'] | undefined {
  if (url.startsWith('stun:') || url.startsWith('stuns:')) return 'stun';
  if (url.startsWith('turns:')) return 'turn-tls';
  if (!url.startsWith('turn:')) return undefined;
  return url.includes('transport=tcp') ? 'turn-tcp' : 'turn-udp';
}
