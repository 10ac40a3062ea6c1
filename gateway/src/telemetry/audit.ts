/**
 * Who did what, and whether it was let: for those who have to answer for it later.
 *
 * Each event is one line of the log (`audit: true`), and one of a file where there is one. The file is only ever appended to, so
 * it can be moved away and copied while the gateway runs. What the disk does not take in time is counted, and said when it
 * takes something again: nothing waits for a disk.
 */
import { createWriteStream, type WriteStream } from 'node:fs';
import type { FastifyBaseLogger } from 'fastify';
import type { ErrorCode } from '@remote-view/protocol';

export type AuditAction =
  | 'session.created'
  | 'session.ended'
  | 'token.granted'
  | 'host.registered'
  | 'host.refused'
  | 'host.cordoned'
  | 'host.uncordoned'
  | 'host.drained'
  | 'admin.sign-in'
  | 'key.refused'
  | 'gateway.draining';

export interface AuditFields {
  /** Whose key or token it was; `system` for what no one asked for. */
  readonly tenant?: string;
  /** Name of the key, or the subject of the token. */
  readonly actor?: string;
  readonly sessionId?: string;
  readonly hostId?: string;
  /** Where the request came from. */
  readonly address?: string;
  /** The request's own, as in the log. */
  readonly requestId?: string;
  /** `done`, or why not. */
  readonly result: 'done' | ErrorCode;
}

/** Bytes that may wait for the disk. */
const MAX_WAITING = 1_048_576;

export class Audit {
  readonly #log: FastifyBaseLogger;
  readonly #now: () => Date;
  readonly #file: WriteStream | undefined;
  #lost = 0;
  #isBroken = false;

  /** @param file appended to; made where it is not there, readable by its owner alone */
  constructor(log: FastifyBaseLogger, file: string | undefined, now: () => Date) {
    this.#log = log;
    this.#now = now;
    if (file === undefined) return;
    this.#file = createWriteStream(file, { flags: 'a', mode: 0o600 });
    this.#file.on('error', (error) => {
      this.#isBroken = true;
      log.error(error, 'the audit log cannot be written');
    });
  }

  record(action: AuditAction, fields: AuditFields): void {
    this.#log.info({ audit: true, action, ...fields }, 'audit');
    this.#write({ time: this.#now().toISOString(), action, ...fields });
  }

  /** Events that the file does not have. */
  get lost(): number {
    return this.#lost;
  }

  /** Resolves once what was recorded lies with the system. */
  async close(): Promise<void> {
    const file = this.#file;
    if (file === undefined || file.closed || this.#isBroken) return;
    await new Promise<void>((resolve) => {
      file.once('close', resolve);
      file.end();
    });
  }

  #write(entry: object): void {
    const file = this.#file;
    if (file === undefined) return;
    if (this.#isBroken || file.writableEnded || file.writableLength > MAX_WAITING) {
      this.#lost += 1;
      return;
    }
    file.write(`${JSON.stringify(entry)}\n`);
  }
}
