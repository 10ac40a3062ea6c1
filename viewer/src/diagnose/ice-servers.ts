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

function checkOf(url: string): ServerTrial['check'] | undefined {
  if (url.startsWith('stun:') || url.startsWith('stuns:')) return 'stun';
  if (url.startsWith('turns:')) return 'turn-tls';
  if (!url.startsWith('turn:')) return undefined;
  return url.includes('transport=tcp') ? 'turn-tcp' : 'turn-udp';
}
