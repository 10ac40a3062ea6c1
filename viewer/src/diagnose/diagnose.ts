/**
 * Tries, without a session, everything that a picture needs, and says what works. Each check has {@link WITHIN}; they run at the
 * same time, and what they opened is closed behind them.
 */
import { VIEWER_SUBPROTOCOL, type Millis } from '@remote-view/protocol';
import { locateGateway, readProblem, type Gateway } from '../connection/gateway.ts';
import { preferH264 } from '../connection/h264.ts';
import { NO_WEBRTC } from '../connection/peer.ts';
import { assertWebCodecs } from '../relay/web-codecs.ts';
import type { TransportName } from '../connection/media-path.ts';
import { conclude, type DiagnosisCheck, type DiagnosisEntry, type Verdict } from './diagnosis.ts';
import { haveRunOut, serverTrials, type ServerTrial } from './ice-servers.ts';

export interface DiagnoseOptions {
  /** STUN and TURN servers to try, as a session's gateway names them. Default: none. */
  readonly iceServers?: readonly RTCIceServer[];
  /** What the media of a session comes over: it has tried more than can be tried without one. */
  readonly transport?: TransportName;
  /** The session was told to use the WebSocket, and has not tried WebRTC. */
  readonly insists?: boolean;
}

const WITHIN: Millis = 5_000;
/** What the host sends: Constrained Baseline, level 3.1. */
const CODEC = 'avc1.42E01F';

/**
 * Says what works between this browser and the gateway at `src`, within about five seconds. Never rejects for what does not work.
 * @param src as the element's `src`: base URL of the gateway
 * @throws RemoteViewError `bad-configuration` for what is no address of a gateway
 */
export async function diagnose(
  src: string,
  { iceServers = [], transport, insists = false }: DiagnoseOptions = {},
): Promise<readonly DiagnosisEntry[]> {
  const gateway = locateGateway(src, document.baseURI);
  const entries = await Promise.all([
    entry('gateway', (signal) => reachGateway(gateway, signal)),
    entry('websocket', (signal) => openSocket(gateway, signal)),
    entry('webrtc', async () => decodeOverWebRtc()),
    entry('webcodecs', async () => decodeWithWebCodecs()),
    entry('addresses', (signal) => findAddress(signal)),
    ...serverTrials(iceServers).map((trial) => entry(trial.check, (signal) => askServer(trial, signal))),
    ...(transport === undefined ? [] : [entry('path', async () => pathOf(transport, insists))]),
  ]);
  return [
    ...entries,
    {
      check: 'picture',
      ...conclude(entries, insists && transport === 'websocket'),
      ms: Math.max(...entries.map(({ ms }) => ms)),
    },
  ];
}

async function entry(check: DiagnosisCheck, run: (signal: AbortSignal) => Promise<Verdict>): Promise<DiagnosisEntry> {
  const startedAt = performance.now();
  const signal = AbortSignal.timeout(WITHIN);
  const late = new Promise<Verdict>((resolve) => {
    signal.addEventListener('abort', () => resolve(no(`No answer came within ${WITHIN / 1_000} s.`)), { once: true });
  });
  const failed = (thrown: unknown): Verdict => no(thrown instanceof Error ? thrown.message : String(thrown));
  const verdict = await Promise.race([run(signal).catch(failed), late]);
  return { check, ...verdict, ms: Math.round(performance.now() - startedAt) };
}

async function reachGateway(gateway: Gateway, signal: AbortSignal): Promise<Verdict> {
  const response = await fetch(new URL('scenes', gateway.sessions), { credentials: 'omit', signal }).catch(() => null);
  if (response === null) {
    return no('The gateway does not answer: it is down, or the address is wrong.');
  }
  if (response.status === 403) return no(readProblem(403, await response.text(), gateway).message);
  if (!response.ok) return no(`The gateway answers with status ${response.status}.`);
  const { scenes } = (await response.json()) as { readonly scenes: readonly unknown[] };
  return yes(`The gateway answers; its hosts offer ${scenes.length === 1 ? 'one scene' : `${scenes.length} scenes`}.`);
}

async function openSocket({ signal: url }: Gateway, signal: AbortSignal): Promise<Verdict> {
  const socket = new WebSocket(url, VIEWER_SUBPROTOCOL);
  const opened = await new Promise<boolean>((resolve) => {
    socket.addEventListener('open', () => resolve(true));
    socket.addEventListener('close', () => resolve(false));
    signal.addEventListener('abort', () => resolve(false), { once: true });
  });
  socket.close();
  return opened ? yes('A WebSocket to the gateway opens.') : no('A WebSocket to the gateway does not open.');
}

function decodeOverWebRtc(): Verdict {
  if (typeof RTCPeerConnection === 'undefined') return no(NO_WEBRTC);
  preferH264(RTCRtpReceiver.getCapabilities('video')?.codecs ?? []);
  return yes('This browser takes H.264 over WebRTC.');
}

async function decodeWithWebCodecs(): Promise<Verdict> {
  assertWebCodecs();
  const { supported } = await VideoDecoder.isConfigSupported({ codec: CODEC, optimizeForLatency: true });
  return supported === true ? yes('WebCodecs decode H.264.') : no('WebCodecs of this browser do not decode H.264.');
}

async function findAddress(signal: AbortSignal): Promise<Verdict> {
  const { found } = await gather({}, ({ type, protocol }) => type === 'host' && protocol === 'udp', signal);
  return found
    ? yes('The browser gives out addresses for a direct connection. Nothing is sent for that.')
    : no('The browser gives out no address for a direct connection.');
}

async function askServer({ check, url, server }: ServerTrial, signal: AbortSignal): Promise<Verdict> {
  const isStun = check === 'stun';
  const configuration: RTCConfiguration = {
    iceServers: [server],
    iceTransportPolicy: isStun ? 'all' : 'relay',
  };
  const { found, refusal } = await gather(configuration, ({ type }) => type === (isStun ? 'srflx' : 'relay'), signal);
  if (found) return yes(`${url} answers.`);
  if (refusal === undefined) return no(`${url} does not answer.`);
  return haveRunOut(server, Date.now() / 1_000)
    ? yes(`${url} answers. The session’s credentials for it have run out; whoever connects anew gets others.`)
    : no(`${url} answers, and refuses the credentials that the gateway gave (${refusal}).`);
}

function pathOf(transport: TransportName, insists: boolean): Verdict {
  if (transport === 'webrtc') return yes('The media of the session comes over WebRTC.');
  return insists
    ? no('The media of the session comes over the WebSocket, as it was told to: WebRTC was not tried.')
    : no('The session has found no way over WebRTC: its media comes over the gateway.');
}

interface Gathered {
  /** A candidate fitted. */
  readonly found: boolean;
  /** What a server refused with (RFC 8489 section 14.8), where the browser says. */
  readonly refusal: number | undefined;
}

/** Of the API's own: no server was reached. */
const UNREACHED = 701;

/** Gathers candidates until one fits. */
async function gather(
  configuration: RTCConfiguration,
  fits: (candidate: RTCIceCandidate) => boolean,
  signal: AbortSignal,
): Promise<Gathered> {
  if (typeof RTCPeerConnection === 'undefined') throw new Error(NO_WEBRTC);
  const connection = new RTCPeerConnection(configuration);
  let refusal: number | undefined;
  connection.addEventListener('icecandidateerror', ({ errorCode }) => {
    if (errorCode !== UNREACHED) refusal = errorCode;
  });
  try {
    const found = new Promise<boolean>((resolve) => {
      connection.addEventListener('icecandidate', (event) => {
        // Null: there are no more.
        if (event.candidate === null || fits(event.candidate)) resolve(event.candidate !== null);
      });
      signal.addEventListener('abort', () => resolve(false), { once: true });
    });
    connection.createDataChannel('diagnosis');
    await connection.setLocalDescription();
    return { found: await found, refusal };
  } finally {
    connection.close();
  }
}

function yes(text: string): Verdict {
  return { ok: true, text };
}

function no(text: string): Verdict {
  return { ok: false, text };
}
