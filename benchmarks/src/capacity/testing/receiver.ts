/**
 * A viewer without a browser: a real peer connection that counts what comes and decodes nothing, so that many of them
 * take little of the machine that is measured.
 */
import {
  CHANNELS,
  decodeFrameMetadata,
  decodeHostData,
  encodeViewerData,
  POSITION_MAX,
  VIEWER_SUBPROTOCOL,
  PROTOCOL_VERSION,
  type ChannelLabel,
  type Millis,
  type signaling,
  type VideoInfo,
} from '@remote-view/protocol';
import nodeDataChannel, { type DataChannel, type PeerConnection, type Track } from 'node-datachannel';
import { withoutCandidates } from '../../path/sdp.ts';
import type { FromReceivers, OpenReceiver, ReceiverCounts } from '../receiver-messages.ts';

const PAYLOAD_TYPE = 102;
/** Inputs that are not in a frame yet; beyond it the oldest is given up. */
const MAX_WAITING = 256;

export class Receiver {
  readonly #options: OpenReceiver;
  readonly #tell: (message: FromReceivers) => void;
  readonly #connection: PeerConnection;
  /** Held, because what is collected stops. */
  readonly #track: Track;
  readonly #channels: Readonly<Record<ChannelLabel, DataChannel>>;
  readonly #waiting = new Map<number, Millis>();
  #seq = 0;
  #video: VideoInfo | undefined;
  #told = false;
  #frames = 0;
  #bytes = 0;
  #packets = 0;
  #latencies: Millis[] = [];

  constructor(options: OpenReceiver, tell: (message: FromReceivers) => void) {
    this.#options = options;
    this.#tell = tell;
    this.#connection = new nodeDataChannel.PeerConnection(`receiver ${options.receiver}`, {
      iceServers: [],
      bindAddress: '127.0.0.1',
      disableAutoNegotiation: true,
    });
    const safe = this.#safe;
    this.#connection.onStateChange(
      safe((state: string) => {
        if (state === 'failed' || state === 'closed') this.#fail(`the connection is ${state}`);
      }),
    );
    this.#connection.onGatheringStateChange(
      safe((state: string) => {
        if (state !== 'complete') return;
        // Without candidates: libdatachannel may lose its ICE transport when it is checked before it has the answer.
        this.#signal(withoutCandidates(this.#connection.localDescription()?.sdp ?? ''));
      }),
    );
    const video = new nodeDataChannel.Video('0', 'SendRecv');
    video.addH264Codec(PAYLOAD_TYPE, 'profile-level-id=42e01f;packetization-mode=1;level-asymmetry-allowed=1');
    this.#track = this.#connection.addTrack(video);
    this.#listen(this.#track, (bytes) => this.#receivePacket(bytes));
    this.#channels = {
      motion: this.#open('motion', () => {}),
      events: this.#open('events', (bytes) => this.#receiveEvent(bytes)),
      frames: this.#open('frames', (bytes) => this.#receiveFrame(bytes)),
    };
  }

  start(): void {
    this.#connection.setLocalDescription('offer');
  }

  /** Moves the pointer to a place of its own, as a hand does. */
  input(now: Millis): void {
    if (!this.#told || !this.#options.inputs) return;
    const seq = ++this.#seq;
    this.#waiting.set(seq, now);
    if (this.#waiting.size > MAX_WAITING) this.#waiting.delete(this.#waiting.keys().next().value!);
    const where = { pointerId: 1, pointerType: 'mouse', x: seq % POSITION_MAX, y: 0 } as const;
    const hand = { buttons: 0, modifiers: 0, pressure: 0, totalX: 0, totalY: 0, coalesced: [] };
    this.#send('motion', encodeViewerData({ type: 'move', seq, ...where, ...hand }));
  }

  /** The host takes a viewer that says nothing for 5 s for gone. */
  ping(): void {
    this.#send('events', encodeViewerData({ type: 'ping', token: 0 }));
  }

  collect(): ReceiverCounts {
    const counts = {
      receiver: this.#options.receiver,
      frames: this.#frames,
      bytes: this.#bytes,
      packets: this.#packets,
      width: this.#video?.width ?? 0,
      height: this.#video?.height ?? 0,
      latencies: this.#latencies,
    };
    this.#frames = 0;
    this.#bytes = 0;
    this.#packets = 0;
    this.#latencies = [];
    return counts;
  }

  #open(label: ChannelLabel, receive: (bytes: Uint8Array) => void): DataChannel {
    const { ordered } = CHANNELS[label];
    const channel = this.#connection.createDataChannel(label, ordered ? {} : { unordered: true, maxRetransmits: 0 });
    const { width, height } = this.#options;
    const opened = (): void => {
      if (label === 'events') {
        this.#send(label, encodeViewerData({ type: 'resize', width, height, devicePixelRatio: 1 }));
      }
    };
    this.#listen(channel, receive, opened);
    return channel;
  }

  #listen(channel: DataChannel | Track, receive: (bytes: Uint8Array) => void, opened = (): void => {}): void {
    const safe = this.#safe;
    channel.onOpen(safe(opened));
    channel.onClosed(safe(() => {}));
    channel.onError(safe(() => {}));
    channel.onMessage(
      safe((message: string | Buffer | ArrayBuffer) => {
        if (typeof message !== 'string') receive(message instanceof ArrayBuffer ? new Uint8Array(message) : message);
      }),
    );
  }

  #receivePacket(bytes: Uint8Array): void {
    // RTCP has 192-223 where RTP has marker and payload type (RFC 5761 section 4).
    const second = bytes[1] ?? 0;
    if (second >= 192 && second <= 223) return;
    this.#packets++;
    this.#bytes += bytes.length;
    if (second >= 128) this.#frames++;
    this.#tellOnce();
  }

  #receiveEvent(bytes: Uint8Array): void {
    const data = decodeHostData(bytes);
    if (data.type === 'video') this.#video = data;
    this.#tellOnce();
  }

  #receiveFrame(bytes: Uint8Array): void {
    const { inputSeq } = decodeFrameMetadata(bytes);
    const now = performance.now();
    for (const [seq, at] of this.#waiting) {
      if (seq > inputSeq) break;
      this.#waiting.delete(seq);
      this.#latencies.push(now - at);
    }
  }

  #tellOnce(): void {
    if (this.#told || this.#video === undefined || this.#frames === 0) return;
    this.#told = true;
    this.#tell({ type: 'receiving', receiver: this.#options.receiver, video: this.#video });
  }

  #signal(sdp: string): void {
    const { gateway, session, receiver } = this.#options;
    const url = new URL('/v1/signal', gateway);
    url.protocol = 'ws:';
    const socket = new WebSocket(url, VIEWER_SUBPROTOCOL);
    const send = (message: signaling.ViewerMessage): void => socket.send(JSON.stringify(message));
    socket.addEventListener('open', () => {
      send({ type: 'join', version: PROTOCOL_VERSION, session: session.id, token: session.token });
      send({ type: 'offer', peer: `r${receiver}`, sdp });
    });
    socket.addEventListener('message', ({ data }) => {
      const message = JSON.parse(String(data)) as signaling.GatewayToViewer;
      if (message.type === 'answer') this.#connection.setRemoteDescription(message.sdp, 'answer');
      else if (message.type === 'error' || message.type === 'ended') this.#fail(`${message.message} (${message.code})`);
    });
    socket.addEventListener('error', () => this.#fail('the signaling socket failed'));
  }

  #send(label: ChannelLabel, bytes: Uint8Array): void {
    try {
      this.#channels[label].sendMessageBinary(bytes);
    } catch {
      // Closed at this moment: its state says so by itself.
    }
  }

  #fail(reason: string): void {
    this.#tell({ type: 'failed', receiver: this.#options.receiver, reason });
  }

  /** A throw in a callback of node-datachannel ends the process. */
  readonly #safe =
    <Args extends unknown[]>(callback: (...args: Args) => void) =>
    (...args: Args): void => {
      try {
        callback(...args);
      } catch (thrown) {
        this.#fail(String(thrown));
      }
    };
}
