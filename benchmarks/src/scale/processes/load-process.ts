/** One process of the load generator, from the side of who asks. More than one: what is measured is not the generator. */
import { fork, type ChildProcess } from 'node:child_process';
import { repositoryPath } from '../../harness/stack.ts';
import type { Answered, WishName, Wishes } from '../load/wishes.ts';

interface Waiting {
  readonly resolve: (report: Wishes[WishName]['report']) => void;
  readonly reject: (error: Error) => void;
}

export class LoadProcess {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  readonly #exited: Promise<void>;
  #asked = 0;

  constructor() {
    this.#child = fork(repositoryPath('benchmarks/src/scale/load/main.ts'), {
      execArgv: ['--conditions=@remote-view/source', '--disable-warning=ExperimentalWarning'],
      serialization: 'advanced',
    });
    this.#child.on('message', (answered: Answered) => this.#answered(answered));
    this.#exited = new Promise((resolve) => this.#child.once('exit', () => resolve()));
    void this.#exited.then(() => {
      for (const { reject } of this.#waiting.values()) reject(new Error('A process of the load generator ended.'));
    });
  }

  /** @throws Error where it could not be done */
  async ask<Name extends WishName>(name: Name, wish: Wishes[Name]['wish']): Promise<Wishes[Name]['report']> {
    const id = (this.#asked += 1);
    return new Promise<Wishes[WishName]['report']>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#child.send({ id, name, wish });
    });
  }

  async close(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exited;
  }

  #answered(answered: Answered): void {
    const waiting = this.#waiting.get(answered.id);
    this.#waiting.delete(answered.id);
    if ('error' in answered) waiting?.reject(new Error(answered.error));
    else waiting?.resolve(answered.report);
  }
}
