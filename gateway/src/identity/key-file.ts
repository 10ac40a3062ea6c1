/**
 * A file that is read again when it changes, so keys are replaced without a restart. What cannot be used is not: what was
 * there before goes on being good, and the log says why.
 *
 * It is read every few seconds and compared. Files of keys are small, and this sees all there is to see: links that
 * Kubernetes switches over, which a watch on the file does not, and a change in the same tick of a file system's clock.
 */
import { readFileSync } from 'node:fs';
import { RemoteViewError, type Millis } from '@remote-view/protocol';

const LOOK_EVERY: Millis = 5_000;

export interface KeyFileContext {
  /** Takes the text. May throw: then it is not used. */
  readonly apply: (text: string) => void;
  readonly log: {
    readonly info: (context: object, message: string) => void;
    readonly error: (context: object, message: string) => void;
  };
  readonly lookEvery?: Millis;
}

export class KeyFile {
  readonly #path: string;
  readonly #context: KeyFileContext;
  readonly #looking: NodeJS.Timeout;
  /** What was read last, whether or not it could be used; or why nothing was. */
  #last: string;

  /** @throws RemoteViewError `bad-configuration` where it cannot be used at the start */
  constructor(path: string, context: KeyFileContext) {
    this.#path = path;
    this.#context = context;
    this.#last = this.#read();
    this.#applyFirst();
    this.#looking = setInterval(() => this.look(), context.lookEvery ?? LOOK_EVERY).unref();
  }

  /** Reads it now. */
  look(): void {
    const { apply, log } = this.#context;
    const file = this.#path;
    try {
      const text = this.#read();
      if (text === this.#last) return;
      this.#last = text;
      apply(text);
      log.info({ file }, 'keys read again');
    } catch (thrown) {
      const problem = RemoteViewError.from(thrown).message;
      if (problem === this.#last) return;
      // A file that cannot be read is told of once.
      if (thrown instanceof Unreadable) this.#last = problem;
      log.error({ file, problem }, 'new keys cannot be used: those from before stay');
    }
  }

  close(): void {
    clearInterval(this.#looking);
  }

  /** Nobody has seen a log yet: the error itself says which file it is. */
  #applyFirst(): void {
    try {
      this.#context.apply(this.#last);
    } catch (cause) {
      const { message } = RemoteViewError.from(cause);
      throw new RemoteViewError('bad-configuration', `${this.#path}: ${message}`, { cause });
    }
  }

  #read(): string {
    try {
      return readFileSync(this.#path, 'utf8');
    } catch (cause) {
      throw new Unreadable('bad-configuration', `The file of keys cannot be read: ${this.#path}.`, { cause });
    }
  }
}

class Unreadable extends RemoteViewError {}
