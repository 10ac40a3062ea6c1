/** Collects the effects of one call to the switchboard, in the order in which they are to be done. */
import { ERRORS, signaling, type ErrorCode, type ViewerId } from '@remote-view/protocol';
import type { LinkId } from '../hosts/linked-hosts.ts';
import type { ToHost, ToViewer } from '../wire/messages.ts';
import type { Rejection } from '../wire/rejections.ts';
import type { Effect, LogEffect } from './effects.ts';

export class Outbox {
  #effects: Effect[] = [];

  tellViewer(viewer: ViewerId, message: ToViewer): void {
    this.#effects.push({ type: 'tell-viewer', viewer, message });
  }

  closeViewer(viewer: ViewerId, closeCode: number): void {
    this.#effects.push({ type: 'close-viewer', viewer, closeCode });
  }

  refuseViewer(viewer: ViewerId, reason: Rejection, code: ErrorCode): void {
    this.reject(reason);
    this.tellViewer(viewer, { type: 'error', code, message: ERRORS[code].text });
    this.closeViewer(viewer, signaling.CLOSE.refused);
  }

  /** What `peer` was to be cannot be. */
  refusePeer(viewer: ViewerId, peer: string, code: ErrorCode): void {
    this.tellViewer(viewer, { type: 'error', code, message: ERRORS[code].text, peer });
  }

  tellHost(link: LinkId, message: ToHost): void {
    this.#effects.push({ type: 'tell-host', link, message });
  }

  closeHost(link: LinkId, code: ErrorCode, message: string): void {
    this.tellHost(link, { type: 'error', code, message });
    this.#effects.push({ type: 'close-host', link, closeCode: signaling.CLOSE.refused });
  }

  refuseHost(link: LinkId, reason: Rejection, code: ErrorCode, message: string): void {
    this.reject(reason);
    this.closeHost(link, code, message);
  }

  add(effect: Effect): void {
    this.#effects.push(effect);
  }

  reject(reason: Rejection): void {
    this.#effects.push({ type: 'reject', reason });
  }

  log(level: LogEffect['level'], text: string, fields: LogEffect['fields']): void {
    this.#effects.push({ type: 'log', level, text, fields });
  }

  /** Hands over what was collected and starts afresh. */
  flush(): Effect[] {
    const effects = this.#effects;
    this.#effects = [];
    return effects;
  }
}
