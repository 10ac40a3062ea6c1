/** The `files` channel of one viewer: hands what comes to the {@link FileGate}, and keeps its time. */
import { encodeFileReply, type RemoteViewError } from '@remote-view/protocol';
import type { DataChannel } from 'node-datachannel';
import { hostNow } from '../../host-clock.ts';
import type { FileFromScene, FileToScene } from '../../link/file-messages.ts';
import { bindChannel, DROP_ALL } from '../safe-callbacks.ts';
import { sendBytes } from '../send-bytes.ts';
import type { FileBudget } from './file-budget.ts';
import { FileGate, type FileEffect } from './file-gate.ts';

export interface ViewerFilesHandlers {
  /** @returns false where there is no scene process that reads */
  toScene(message: FileToScene, body?: Uint8Array): boolean;
  /** The viewer misuses the channel. */
  misused(error: RemoteViewError): void;
  fault(error: RemoteViewError): void;
}

export class ViewerFiles {
  readonly #gate: FileGate;
  readonly #handlers: ViewerFilesHandlers;
  #channel: DataChannel | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(viewer: number, budget: FileBudget, handlers: ViewerFilesHandlers) {
    this.#gate = new FileGate(viewer, budget);
    this.#handlers = handlers;
  }

  /** The viewer has opened the channel; it needs no second one. */
  adopt(channel: DataChannel): void {
    const fault = (error: RemoteViewError): void => this.#handlers.fault(error);
    if (this.#channel !== undefined || this.#closed) {
      bindChannel(channel, DROP_ALL, fault);
      channel.close();
      return;
    }
    this.#channel = channel;
    const message = (bytes: Uint8Array): void => {
      if (!this.#closed) this.#carryOut(this.#gate.take(bytes, hostNow()));
    };
    bindChannel(channel, { open: () => {}, message, closed: () => {} }, fault);
  }

  fromScene(message: FileFromScene): void {
    this.#carryOut(this.#gate.fromScene(message, hostNow()));
  }

  sceneReplaced(): void {
    this.#carryOut(this.#gate.sceneReplaced());
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#gate.end();
  }

  #carryOut(effects: readonly FileEffect[]): void {
    let reached = true;
    for (const effect of effects) {
      if (effect.to === 'scene') reached = this.#handlers.toScene(effect.message, effect.body) && reached;
      else if (effect.to === 'close') this.#handlers.misused(effect.error);
      else if (this.#channel?.isOpen() === true) sendBytes(this.#channel, encodeFileReply(effect.reply));
    }
    // A file with a gap is none.
    if (!reached) this.sceneReplaced();
    clearTimeout(this.#timer);
    const next = this.#closed ? undefined : this.#gate.nextPoll();
    if (next === undefined) return;
    const poll = (): void => this.#carryOut(this.#gate.poll(hostNow()));
    this.#timer = setTimeout(poll, Math.max(1, Math.ceil(next - hostNow())));
  }
}
