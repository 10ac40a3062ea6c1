import type { RemoteViewError } from '@remote-view/protocol';

/** - `sending`: it is on its way. - `taken`: the scene has made something of it. - `refused`: `error` says why. */
export type FileProgressState = 'sending' | 'taken' | 'refused';

/** A file on its way to the scene: with every percent, and at its end. */
export class FileProgressEvent extends Event {
  readonly file: File;
  readonly state: FileProgressState;
  /** Bytes that the host has. */
  readonly sentBytes: number;
  /** Where it was refused: `file-refused`, `file-failed`, or what else went wrong. */
  readonly error: RemoteViewError | null;

  constructor(file: File, state: FileProgressState, sentBytes: number, error: RemoteViewError | null = null) {
    super('fileprogress');
    this.file = file;
    this.state = state;
    this.sentBytes = sentBytes;
    this.error = error;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    fileprogress: FileProgressEvent;
  }
}
