/**
 * `npm start`: gateway, renderer host and demo page on this machine.
 *
 * The gateway and the host agent are processes of their own, as they are in production; this one shows their output,
 * and stops both when it is stopped or when one of them ends.
 */
import { ROOT, SOURCE_FLAGS, runNode } from './run-node.ts';
import { COLOUR, keepCodeCache, label, localStack, paint, untilSignal } from './start/local-stack.ts';
import { localAuthority, pageUrl, readOptions, type StartOptions } from './start/options.ts';
import { whyPortIsUnusable } from './start/port.ts';
import { runStack, type StackProcess } from './start/run-stack.ts';

keepCodeCache();
process.exitCode = await main();

async function main(): Promise<number> {
  let options: StartOptions;
  try {
    options = readOptions(process.env);
  } catch (error) {
    return fail((error as Error).message);
  }
  const unusable = await whyPortIsUnusable(options, (port) => `PORT=${port} npm start`);
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

function stackOf(options: StartOptions): StackProcess[] {
  const { host, port } = options;
  return localStack(options, {
    gateway: [
      ...SOURCE_FLAGS,
      'gateway/src/server.ts',
      '--dev',
      ...['--host', host, '--port', String(port)],
      ...['--viewer-bundle', 'viewer/dist/remote-view.js'],
    ],
    host: [
      ...SOURCE_FLAGS,
      'renderer-host/src/agent/main.ts',
      ...['--gateway', `ws://${localAuthority(options)}/v1/hosts`],
      ...['--scenes', 'renderer-host/scenes'],
    ],
  });
}

function banner(url: string): string {
  return `\n  Remote View is ready: ${paint(COLOUR.bold, url)}\n  ${paint(COLOUR.dim, 'Ctrl-C stops it.')}\n`;
}

function say(text: string): void {
  process.stdout.write(`${label('start', COLOUR.dim)}${text}\n`);
}

function fail(reason: string): 1 {
  console.error(reason);
  return 1;
}
