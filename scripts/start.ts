/**
 * `npm start`: gateway, renderer host and demo page on this machine.
 *
 * The gateway and the host agent are processes of their own, as they are in production; this one shows their output,
 * and stops both when it is stopped or when one of them ends.
 */
import { join } from 'node:path';
import { ROOT, SOURCE_FLAGS, runNode } from './run-node.ts';
import { localAuthority, pageUrl, readOptions, type StartOptions } from './start/options.ts';
import { whyPortIsUnusable } from './start/port.ts';
import { runStack, type StackProcess } from './start/run-stack.ts';

const colourful = process.stdout.isTTY && process.env['NO_COLOR'] === undefined;
const COLOUR = { cyan: 36, magenta: 35, bold: 1, dim: 2 } as const;

/** Where Node keeps modules without types: a process that finds its own there is 17 MB smaller and starts sooner. */
process.env['NODE_COMPILE_CACHE'] ??= join(ROOT, 'node_modules', '.cache', 'remote-view', 'code');

process.exitCode = await main();

async function main(): Promise<number> {
  let options: StartOptions;
  try {
    options = readOptions(process.env);
  } catch (error) {
    return fail((error as Error).message);
  }
  const unusable = await whyPortIsUnusable(options);
  if (unusable !== undefined) return fail(unusable);

  if ((await runNode('viewer/build.ts')) !== 0) return fail('The viewer could not be built, see above.');

  const reason = await runStack({
    processes: stackOf(options),
    cwd: ROOT,
    stop: untilSignal(),
    write: (text) => process.stdout.write(text),
    waiting: (name, seconds) => say(`waiting for the ${name} (${seconds} s so far)`),
    ready: () => console.log(banner(pageUrl(options))),
    stopping: () => say('stopping'),
  });
  return reason === undefined ? 0 : fail(reason);
}

/** The host comes second: dialling a gateway that is not there yet, it would pause before it tries again. */
function stackOf(options: StartOptions): StackProcess[] {
  const authority = localAuthority(options);
  const { host, port } = options;
  return [
    {
      name: 'gateway',
      args: [
        ...SOURCE_FLAGS,
        'gateway/src/server.ts',
        '--dev',
        ...['--host', host, '--port', String(port)],
        ...['--viewer-bundle', 'viewer/dist/remote-view.js'],
      ],
      prefix: label('gateway', COLOUR.cyan),
      readyUrl: `http://${authority}/livez`,
    },
    {
      name: 'host',
      args: [
        ...SOURCE_FLAGS,
        'renderer-host/src/agent/main.ts',
        ...['--gateway', `ws://${authority}/v1/hosts`],
        ...['--scenes', 'renderer-host/scenes'],
      ],
      prefix: label('host', COLOUR.magenta),
      // The gateway is ready once a host has registered.
      readyUrl: `http://${authority}/readyz`,
    },
  ];
}

/** Resolves at the first signal to stop. Later ones change nothing: stopping takes a few seconds at most. */
function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
  });
}

function banner(url: string): string {
  return `\n  Remote View is ready: ${paint(COLOUR.bold, url)}\n  ${paint(COLOUR.dim, 'Ctrl-C stops it.')}\n`;
}

function label(name: string, colour: number): string {
  return `${paint(colour, name.padEnd(7))} ${paint(COLOUR.dim, '|')} `;
}

function paint(code: number, text: string): string {
  return colourful ? `\u001B[${code}m${text}\u001B[0m` : text;
}

function say(text: string): void {
  process.stdout.write(`${label('start', COLOUR.dim)}${text}\n`);
}

function fail(reason: string): 1 {
  console.error(reason);
  return 1;
}
