/** What works between this browser and a gateway, as data and in words for whoever reads a support ticket. */
import type { Millis } from '@remote-view/protocol';

/**
 * - `gateway`, `websocket`: HTTP and WebSocket to the gateway. - `webrtc`, `webcodecs`: what the browser can decode.
 * - `udp`: the browser gives out addresses for a direct connection. - `stun`, `turn-udp`, `turn-tcp`, `turn-tls`: a server that the
 * gateway names answers. - `picture`: what follows from all that.
 */
export const DIAGNOSIS_CHECKS = [
  'gateway',
  'websocket',
  'webrtc',
  'webcodecs',
  'udp',
  'stun',
  'turn-udp',
  'turn-tcp',
  'turn-tls',
  'picture',
] as const;
export type DiagnosisCheck = (typeof DIAGNOSIS_CHECKS)[number];

export interface DiagnosisEntry {
  readonly check: DiagnosisCheck;
  readonly ok: boolean;
  /** For people. */
  readonly text: string;
  /** How long it took. */
  readonly ms: Millis;
}

export type Verdict = Pick<DiagnosisEntry, 'ok' | 'text'>;

/** Which way a picture can come. */
export function conclude(entries: readonly DiagnosisEntry[]): Verdict {
  const ok = (...checks: readonly DiagnosisCheck[]): boolean =>
    entries.some(({ check, ok: works }) => works && checks.includes(check));
  if (!ok('gateway')) return { ok: false, text: 'No picture can come: the gateway cannot be reached.' };
  if (!ok('websocket')) {
    return { ok: false, text: 'No picture can come: something between here and the gateway blocks WebSockets.' };
  }
  const direct = ok('webrtc') && ok('udp', 'stun', 'turn-udp', 'turn-tcp', 'turn-tls');
  const relay = ok('webcodecs');
  if (direct && relay) {
    return {
      ok: true,
      text: 'The picture can come over WebRTC, where the host can be reached; otherwise it comes over the gateway.',
    };
  }
  if (direct) {
    return {
      ok: true,
      text: 'The picture can come over WebRTC, where the host can be reached. There is no other way.',
    };
  }
  if (relay) return { ok: true, text: 'The picture comes over the gateway: WebRTC cannot be had here.' };
  return {
    ok: false,
    text: 'No picture can come: this browser can have neither WebRTC nor decode what a WebSocket brings.',
  };
}
