/** What works between this browser and a gateway, as data and in words for whoever reads a support ticket. */
import type { Millis } from '@remote-view/protocol';

/**
 * - `gateway`, `websocket`: HTTP and WebSocket to the gateway. - `webrtc`, `webcodecs`: what the browser can decode.
 * - `addresses`: the browser gives out addresses for a direct connection, which says nothing of the network. - `stun`, `turn-udp`,
 * `turn-tcp`, `turn-tls`: a server that the gateway names answers. - `path`: a session has reached its host over WebRTC.
 * - `picture`: what follows from all that; `ok` where nothing that was tried stands in its way.
 */
export type DiagnosisCheck =
  | 'gateway'
  | 'websocket'
  | 'webrtc'
  | 'webcodecs'
  | 'addresses'
  | 'stun'
  | 'turn-udp'
  | 'turn-tcp'
  | 'turn-tls'
  | 'path'
  | 'picture';

export interface DiagnosisEntry {
  readonly check: DiagnosisCheck;
  readonly ok: boolean;
  /** For people. */
  readonly text: string;
  /** How long it took. */
  readonly ms: Millis;
}

export type Verdict = Pick<DiagnosisEntry, 'ok' | 'text'>;

/** What the checks of servers and of a session say of WebRTC. */
type Prospect = 'seen' | 'untried' | 'doubtful' | 'none';

const SERVERS: readonly DiagnosisCheck[] = ['stun', 'turn-udp', 'turn-tcp', 'turn-tls'];

/** What follows from each prospect of WebRTC, with WebCodecs and without. */
const CONCLUSIONS: Readonly<Record<Prospect, { readonly withRelay: string; readonly alone: Verdict }>> = {
  seen: {
    withRelay: 'The picture can come over WebRTC, where the host can be reached; otherwise it comes over the gateway.',
    alone: {
      ok: true,
      text: 'The picture can come over WebRTC, where the host can be reached. There is no other way.',
    },
  },
  untried: {
    withRelay:
      'The picture can come. Whether the network lets UDP through was not tried, for want of a server or a session: if it does, ' +
      'the picture comes over WebRTC, otherwise over the gateway.',
    alone: {
      ok: true,
      text: 'The picture can come over WebRTC alone. Whether the network lets UDP through was not tried, for want of a server or a session.',
    },
  },
  doubtful: {
    withRelay:
      'The picture can come, most likely over the gateway: no STUN or TURN server answers, so the network may well block UDP.',
    alone: {
      ok: false,
      text: 'Most likely no picture can come: no STUN or TURN server answers, and this browser cannot decode what a WebSocket brings.',
    },
  },
  none: {
    withRelay: 'The picture comes over the gateway: WebRTC cannot be had here.',
    alone: {
      ok: false,
      text: 'No picture can come: this browser can have neither WebRTC nor decode what a WebSocket brings.',
    },
  },
};

/**
 * Which way a picture can come.
 * @param onSocket a session goes over the WebSocket because it was told to
 */
export function conclude(entries: readonly DiagnosisEntry[], onSocket = false): Verdict {
  const ok = (check: DiagnosisCheck): boolean => entries.some((entry) => entry.ok && entry.check === check);
  if (!ok('gateway')) return { ok: false, text: 'No picture can come: the gateway cannot be reached.' };
  if (!ok('websocket')) {
    return { ok: false, text: 'No picture can come: something between here and the gateway blocks WebSockets.' };
  }
  if (onSocket) {
    return { ok: true, text: 'The picture comes over the gateway’s WebSocket, as the session was told to.' };
  }
  const { withRelay, alone } = CONCLUSIONS[ok('webrtc') ? prospect(entries) : 'none'];
  return ok('webcodecs') ? { ok: true, text: withRelay } : alone;
}

function prospect(entries: readonly DiagnosisEntry[]): Prospect {
  // A session has tried all that there is.
  const path = entries.find(({ check }) => check === 'path');
  if (path !== undefined) return path.ok ? 'seen' : 'none';
  const servers = entries.filter(({ check }) => SERVERS.includes(check));
  if (servers.some(({ ok }) => ok)) return 'seen';
  if (!entries.some(({ check, ok }) => check === 'addresses' && ok)) return 'none';
  return servers.length === 0 ? 'untried' : 'doubtful';
}
