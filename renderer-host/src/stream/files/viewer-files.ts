/** What one viewer says on `files`: hands it to the {@link FileGate}, and keeps its time. */
import { encodeFileReply, type RemoteViewError } from '@remote-view/protocol';
import { hostNow } from '../../host-clock.ts';
import type { FileFromScene, FileToScene } from '../../link/file-messages.ts';
import type { FileBudget } from './file-budget.ts';
import { FileGate, type FileEffect } from './file-gate.ts';

export interface ViewerFilesHandlers {
  toViewer(bytes: Uint8Array): void;
  /** @returns false where there is no scene process that reads */
  toScene(message: FileToScene, body?: Uint8Array): boolean;
  /** The viewer misuses the channel. */
  misused(error: RemoteViewError): void;
}

export class ViewerFiles {
  readonly #gate: FileGate;
  readonly #handlers: ViewerFilesHandlers;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(viewer: number, budget: FileBudget, handlers: ViewerFilesHandlers) {
    this.#gate = new FileGate(viewer, budget);
    this.#handlers = handlers;
  }

  /** The viewer said something. */
  receive(bytes: Uint8Array): void {
    if (!this.#closed) this.#carryOut(this.#gate.take(bytes, hostNow()));
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
      else this.#handlers.toViewer(encodeFileReply(effect.reply));
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
