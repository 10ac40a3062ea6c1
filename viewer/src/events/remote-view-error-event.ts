import type { ErrorCode } from '@remote-view/protocol';

/** The connection was lost or could not be made. */
export class RemoteViewErrorEvent extends Event {
  readonly code: ErrorCode;
  /** Readable. */
  readonly message: string;
  /** Whether the element tries again by itself. */
  readonly retry: boolean;

  constructor(code: ErrorCode, message: string, retry: boolean) {
    super('error');
    this.code = code;
    this.message = message;
    this.retry = retry;
  }
}
