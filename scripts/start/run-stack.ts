/** Starts processes one after the other, keeps them together, and ends them all when one ends or when it is told to. */
import { ManagedProcess } from './managed-process.ts';
import { waitUntilOk } from './wait-until-ok.ts';

export interface StackProcess {
  readonly name: string;
  /** Arguments of Node. */
  readonly args: readonly string[];
  /** Before each line of its output. */
  readonly prefix: string;
  /** Answers 200 once the process is up; only then the next one starts. */
  readonly readyUrl: string;
}

export interface StackOptions {
  readonly processes: readonly StackProcess[];
  readonly cwd: string;
  /** Resolves when a person wants it all to stop. */
  readonly stop: Promise<void>;
  /** Takes the output of the processes. */
  readonly write: (text: string) => void;
  /** Called now and then while `name` is not up yet. */
  readonly waiting: (name: string, seconds: number) => void;
  readonly ready: () => void;
  readonly stopping: () => void;
}

/**
 * Runs until it is stopped or a process ends by itself, and leaves none of them behind.
 * @returns which process ended and how, or undefined where it was stopped
 */
export async function runStack(options: StackOptions): Promise<string | undefined> {
  const running: ManagedProcess[] = [];
  const abort = new AbortController();
  const stopped = options.stop.then(options.stopping);
  try {
    for (const wanted of options.processes) {
      const child = new ManagedProcess({ ...wanted, cwd: options.cwd, write: options.write });
      running.push(child);
      const up = waitUntilOk(wanted.readyUrl, abort.signal, (seconds) => options.waiting(wanted.name, seconds));
      const outcome = await Promise.race([firstEnd(running), stopped, up.then(() => 'up' as const)]);
      // Whoever won the race, the loser is aborted below and its rejection is of no interest.
      up.catch(() => {});
      if (outcome !== 'up') return outcome?.reason;
    }
    options.ready();
    return (await Promise.race([firstEnd(running), stopped]))?.reason;
  } finally {
    abort.abort();
    await Promise.all(running.map((child) => child.stop()));
  }
}

function firstEnd(running: readonly ManagedProcess[]): Promise<{ readonly reason: string }> {
  return Promise.race(
    running.map(async (child) => ({
      reason: `The ${child.name} ended (${await child.ended}); its last words are above.`,
    })),
  );
}
