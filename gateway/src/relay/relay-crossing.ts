/**
 * The way of one media socket through this gateway to another one, which made its ticket: load balancers do not read tickets.
 *
 * A second socket attaches there with the same ticket, and each says what it hears on the other, no faster than that one reads
 * (`relay-end.ts`). They end together, with the same code. It is as with a relay of this gateway: bytes before `open` are refused.
 */
import { WebSocket } from 'ws';
import {
  LIMITS,
  MEDIA_SUBPROTOCOL,
  mediaRelay,
  parseJson,
  PROTOCOL_VERSION,
  RemoteViewError,
  type Millis,
} from '@remote-view/protocol';
import { PASS_HEADER, type MediaDoor } from '../exchange/media-doors.ts';
import { MESSAGE_LIMITS } from '../wire/message-limits.ts';
import type { PeerContext } from '../wire/peer-socket.ts';
import { GatewaySocket } from './gateway-socket.ts';
import { RelayEnd } from './relay-end.ts';

const { CLOSE, RELAY_LIMITS } = mediaRelay;

export class RelayCrossing {
  readonly #near: RelayEnd;
  readonly #context: PeerContext;
  readonly #stalledAfter: Millis;
  #webSocket: WebSocket | undefined;
  #far: RelayEnd | undefined;
  #isOpen = false;
  #isOver = false;

  /** @param context of the socket that came here */
  constructor(near: RelayEnd, context: PeerContext, stalledAfter: Millis) {
    this.#near = near;
    this.#context = context;
    this.#stalledAfter = stalledAfter;
  }

  /** @param door of the other gateway; undefined: there is no way to it */
  begin(door: MediaDoor | undefined, ticket: string): void {
    if (this.#isOver) return;
    if (door === undefined) return this.#fail('no gateway with a cluster URL answers to the name in the ticket');
    // ws follows no redirects, and sends neither an Origin nor anything of the request that came here.
    const webSocket = new WebSocket(`${door.url}/v1/media`, MEDIA_SUBPROTOCOL, {
      ...MESSAGE_LIMITS,
      headers: { [PASS_HEADER]: door.pass },
      handshakeTimeout: this.#context.limits.joinWithin,
    });
    this.#webSocket = webSocket;
    webSocket.once('open', () => this.#attach(webSocket, ticket));
    webSocket.on('error', (error) => this.#fail(error.message));
  }

  /** The socket that came here closed. @param closeCode its peer's */
  gone(closeCode: number): void {
    this.#isOver = true;
    if (this.#far === undefined) this.#webSocket?.terminate();
    else this.#far.close(passedOn(closeCode));
  }

  #attach(webSocket: WebSocket, ticket: string): void {
    const { limits } = this.#context;
    const context: PeerContext = {
      ...this.#context,
      limits: {
        ...limits,
        // It says `open` when its other end is there.
        joinWithin: RELAY_LIMITS.attachWithin + limits.joinWithin,
        // The other gateway counts what its end says; on the way here it may come in heaps.
        messagesPer10s: 2 * limits.messagesPer10s,
      },
    };
    const socket = new GatewaySocket(webSocket, context, {
      message: (text) => this.#told(text),
      binary: (bytes) => far.take(bytes),
      closed: (closeCode) => this.#farGone(closeCode),
    });
    const far = new RelayEnd(socket, this.#stalledAfter);
    this.#far = far;
    socket.send({ type: 'attach', version: PROTOCOL_VERSION, ticket });
  }

  #told(text: string): void {
    const message = parseJson(mediaRelay.GatewayToMedia, text, LIMITS.signalingBytes);
    if (message.type === 'open') {
      if (this.#isOpen || this.#far === undefined) throw new RemoteViewError('malformed-message');
      this.#isOpen = true;
      this.#near.connect(this.#far);
    }
    this.#near.tell(message);
  }

  #farGone(closeCode: number): void {
    this.#far?.gone();
    this.#near.close(passedOn(closeCode));
  }

  /** The other gateway cannot be had. Its relay may be, when the viewer asks for another one. */
  #fail(detail: string): void {
    if (this.#isOver || this.#far !== undefined) return;
    this.#isOver = true;
    this.#context.rejections.add('bad-ticket');
    this.#context.log.warn({ detail }, 'a media socket cannot be passed on to the gateway of its ticket');
    this.#near.refuse('unavailable', CLOSE.otherEndGone);
  }
}

/** RFC 6455 section 7.4.1: two codes stand for a goodbye that did not come, or had no code; nobody may send them. */
function passedOn(closeCode: number): number {
  return closeCode === 1_005 || closeCode === 1_006 ? CLOSE.otherEndGone : closeCode;
}
