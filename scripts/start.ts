/**
 * `npm start`: gateway, renderer host and demo page on this machine.
 *
 * The gateway and the host agent are processes of their own, as they are in production; this one shows their output,
 * and stops both when it is stopped or when one of them ends.
 */
import { COLOUR, fail, paint, runLocalStack } from './start/local-stack.ts';
import { pageUrl, readOptions, type StartOptions } from './start/options.ts';

process.exitCode = await main();

async function main(): Promise<number> {
  let options: StartOptions;
  try {
    options = readOptions(process.env);
  } catch (error) {
    return fail((error as Error).message);
  }
  return runLocalStack({
    name: 'start',
    options,
    choosePort: (port) => `PORT=${port} npm start`,
    gateway: [],
    host: ['--scenes', 'renderer-host/scenes'],
    banner: banner(pageUrl(options)),
  });
}

function banner(url: string): string {
  return `\n  Remote View is ready: ${paint(COLOUR.bold, url)}\n  ${paint(COLOUR.dim, 'Ctrl-C stops it.')}\n`;
}
