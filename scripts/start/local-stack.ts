/** What `npm start` and `remote-view dev` have in common: two processes on this machine, and how their output looks. */
import { join } from 'node:path';
import { ROOT } from '../run-node.ts';
import { localAuthority, type StartOptions } from './options.ts';
import type { StackProcess } from './run-stack.ts';

const colourful = process.stdout.isTTY && process.env['NO_COLOR'] === undefined;
export const COLOUR = { cyan: 36, magenta: 35, bold: 1, dim: 2 } as const;

/** Where Node keeps modules without types: a process that finds its own there is 17 MB smaller and starts sooner. */
export function keepCodeCache(): void {
  process.env['NODE_COMPILE_CACHE'] ??= join(ROOT, 'node_modules', '.cache', 'remote-view', 'code');
}

/**
 * Gateway and renderer host by the arguments of their Node. The host comes second: dialling a gateway that is not there
 * yet, it would pause before it tries again.
 */
export function localStack(
  options: StartOptions,
  args: { readonly gateway: readonly string[]; readonly host: readonly string[] },
): StackProcess[] {
  const authority = localAuthority(options);
  return [
    {
      name: 'gateway',
      args: args.gateway,
      prefix: label('gateway', COLOUR.cyan),
      readyUrl: `http://${authority}/livez`,
    },
    {
      name: 'host',
      args: args.host,
      prefix: label('host', COLOUR.magenta),
      // The gateway is ready once a host has registered.
      readyUrl: `http://${authority}/readyz`,
    },
  ];
}

/** Resolves at the first signal to stop. Later ones change nothing: stopping takes a few seconds at most. */
export function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
  });
}

export function label(name: string, colour: number): string {
  return `${paint(colour, name.padEnd(7))} ${paint(COLOUR.dim, '|')} `;
}

export function paint(code: number, text: string): string {
  return colourful ? `\u001B[${code}m${text}\u001B[0m` : text;
}
