/** What `npm start` and `remote-view dev` have in common: gateway and renderer host on this machine, until somebody stops them. */
import { join } from 'node:path';
import { ROOT, SOURCE_FLAGS, runNode } from '../run-node.ts';
import { localAuthority, type StartOptions } from './options.ts';
import { whyPortIsUnusable } from './port.ts';
import { runStack, type StackProcess } from './run-stack.ts';

const colourful = process.stdout.isTTY && process.env['NO_COLOR'] === undefined;
export const COLOUR = { cyan: 36, magenta: 35, bold: 1, dim: 2 } as const;

export interface LocalStack {
  /** Before the lines of the command itself. */
  readonly name: string;
  readonly options: StartOptions;
  /** What a person types to have another port. */
  readonly choosePort: (port: number) => string;
  /** Flags, beside those that say where the two find each other and the viewer's bundle. */
  readonly gateway: readonly string[];
  readonly host: readonly string[];
  /** Written once it is all there. */
  readonly banner: string;
}

/** @returns the exit code */
export async function runLocalStack(stack: LocalStack): Promise<number> {
  const unusable = await whyPortIsUnusable(stack.options, stack.choosePort);
  if (unusable !== undefined) return fail(unusable);
  keepCodeCache();
  if ((await runNode('viewer/build.ts')) !== 0) return fail('The viewer could not be built, see above.');
  if ((await runNode('gateway/admin/build.ts')) !== 0) return fail('The admin page could not be built, see above.');
  const say = (text: string): void => void process.stdout.write(`${label(stack.name, COLOUR.dim)}${text}\n`);
  const reason = await runStack({
    processes: processesOf(stack),
    cwd: ROOT,
    stop: untilSignal(),
    write: (text) => process.stdout.write(text),
    waiting: (name, seconds) => say(`waiting for the ${name} (${seconds} s so far)`),
    ready: () => console.log(stack.banner),
    stopping: () => say('stopping'),
  });
  return reason === undefined ? 0 : fail(reason);
}

export function fail(reason: string): 1 {
  console.error(reason);
  return 1;
}

/** Where Node keeps modules without types: a process that finds its own there is 17 MB smaller and starts sooner. */
function keepCodeCache(): void {
  process.env['NODE_COMPILE_CACHE'] ??= join(ROOT, 'node_modules', '.cache', 'remote-view', 'code');
}

/** The host comes second: dialling a gateway that is not there yet, it would pause before it tries again. */
export function processesOf({
  options,
  gateway,
  host,
}: Pick<LocalStack, 'options' | 'gateway' | 'host'>): StackProcess[] {
  const authority = localAuthority(options);
  return [
    {
      name: 'gateway',
      args: [
        ...[...SOURCE_FLAGS, 'gateway/src/server.ts', '--dev'],
        ...['--host', options.host, '--port', String(options.port)],
        ...['--viewer-bundle', 'viewer/dist/remote-view.js'],
        ...gateway,
      ],
      prefix: label('gateway', COLOUR.cyan),
      readyUrl: `http://${authority}/livez`,
    },
    {
      name: 'host',
      args: [
        ...[...SOURCE_FLAGS, 'renderer-host/src/agent/main.ts'],
        ...['--gateway', `ws://${authority}/v1/hosts`],
        // Who stops it has seen enough.
        ...['--drain-timeout', '0'],
        ...host,
      ],
      prefix: label('host', COLOUR.magenta),
      readyUrl: `http://${authority}/readyz?hosts=1`,
    },
  ];
}

/** Resolves at the first signal to stop. Later ones change nothing: stopping takes a few seconds at most. */
function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
  });
}

function label(name: string, colour: number): string {
  return `${paint(colour, name.padEnd(7))} ${paint(COLOUR.dim, '|')} `;
}

export function paint(code: number, text: string): string {
  return colourful ? `\u001B[${code}m${text}\u001B[0m` : text;
}
