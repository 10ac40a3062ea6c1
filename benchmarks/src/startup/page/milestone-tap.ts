/**
 * Notes when the steps of a connection happen, by listening in on what the element uses: fetch, WebSocket and
 * RTCPeerConnection. So a measurement needs no door in the element. Install it before the element connects.
 */
import { CHANNELS, decodeHostData, type Millis, type VideoInfo } from '@remote-view/protocol';
import type { Milestone } from '../milestones.ts';

export class MilestoneTap {
  readonly marks: Partial<Record<Milestone, Millis>> = {};
  video: VideoInfo | undefined;

  install(): void {
    this.#tapFetch();
    this.#tapWebSocket();
    this.#tapPeerConnection();
  }

  /** The first time counts: what a second attempt does is not the first picture's way. */
  mark(milestone: Milestone, at = performance.now()): void {
    this.marks[milestone] ??= at;
  }

  #tapFetch(): void {
    const original = globalThis.fetch;
    globalThis.fetch = async (input, init) => {
      const response = await original(input, init);
      if (init?.method !== 'POST') return response;
      // The element goes on when it has read the body.
      const read = response.text.bind(response);
      response.text = async () => {
        const text = await read();
        this.mark('session');
        return text;
      };
      return response;
    };
  }

  #tapWebSocket(): void {
    const opened = (): void => this.mark('socket');
    const sent = (data: unknown): void => {
      if (typeOf(data) === 'offer') this.mark('offer');
    };
    const received = (data: unknown): void => {
      if (typeOf(data) === 'answer') this.mark('answer');
    };
    globalThis.WebSocket = class extends WebSocket {
      constructor(url: string | URL, protocols?: string | string[]) {
        super(url, protocols);
        this.addEventListener('open', opened);
        this.addEventListener('message', ({ data }) => received(data));
      }

      override send(data: string | BufferSource | Blob): void {
        super.send(data);
        sent(data);
      }
    };
  }

  #tapPeerConnection(): void {
    const watch = (connection: RTCPeerConnection): void => this.#watch(connection);
    const adopt = (channel: RTCDataChannel): void => this.#adopt(channel);
    globalThis.RTCPeerConnection = class extends RTCPeerConnection {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        watch(this);
      }

      override createDataChannel(label: string, options?: RTCDataChannelInit): RTCDataChannel {
        const channel = super.createDataChannel(label, options);
        if (label === CHANNELS.events.label) adopt(channel);
        return channel;
      }
    };
  }

  #watch(connection: RTCPeerConnection): void {
    connection.addEventListener('signalingstatechange', () => {
      if (connection.signalingState === 'have-local-offer') this.mark('description');
    });
    connection.addEventListener('iceconnectionstatechange', () => {
      if (['connected', 'completed'].includes(connection.iceConnectionState)) this.mark('ice');
    });
    connection.addEventListener('connectionstatechange', () => {
      if (connection.connectionState === 'connected') this.mark('dtls');
    });
  }

  #adopt(channel: RTCDataChannel): void {
    channel.addEventListener('open', () => this.mark('channel'));
    channel.addEventListener('message', ({ data }) => {
      const said = decodeHostData(new Uint8Array(data as ArrayBuffer));
      if (said.type === 'scene' && said.state === 'running') this.mark('running');
      if (said.type === 'video') this.video = said;
    });
  }
}

function typeOf(data: unknown): unknown {
  return typeof data === 'string' ? (JSON.parse(data) as { readonly type?: unknown }).type : undefined;
}
