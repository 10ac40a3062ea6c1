/** `remote-view dev`: gateway, renderer host and a page for one scene, in one process tree. */
import { join, relative } from 'node:path';
import { ROOT, SOURCE_FLAGS, runNode } from '../run-node.ts';
import { keepCodeCache, label, localStack, paint, untilSignal, COLOUR } from '../start/local-stack.ts';
import { pageUrl } from '../start/options.ts';
import { whyPortIsUnusable } from '../start/port.ts';
import { runStack } from '../start/run-stack.ts';
import type { Command } from './command.ts';
import { DEV_HELP, gatewayArguments, hostArguments, readDevOptions, type DevOptions } from './dev-options.ts';

export const devCommand: Command = {
  name: 'dev',
  summary: 'shows a scene while you write it',
  help: DEV_HELP,
  run: async (args, folder) => {
    const options = readDevOptions(args, folder, process.env);
    const unusable = await whyPortIsUnusable(options, (port) => `--port ${port}`);
    if (unusable !== undefined) return fail(unusable);
    keepCodeCache();
    if ((await runNode('viewer/build.ts')) !== 0) return fail('The viewer could not be built, see above.');
    const publicFolder = options.publicFolder ?? join(ROOT, 'scripts/cli/page');
    const reason = await runStack({
      processes: localStack(options, {
        gateway: [...SOURCE_FLAGS, 'gateway/src/server.ts', ...gatewayArguments(options, publicFolder)],
        host: [...SOURCE_FLAGS, 'renderer-host/src/agent/main.ts', ...hostArguments(options)],
      }),
      cwd: ROOT,
      stop: untilSignal(),
      write: (text) => process.stdout.write(text),
      waiting: (name, seconds) => say(`waiting for the ${name} (${seconds} s so far)`),
      ready: () => console.log(banner(options, folder)),
      stopping: () => say('stopping'),
    });
    return reason === undefined ? 0 : fail(reason);
  },
};

function banner(options: DevOptions, folder: string): string {
  const url = paint(COLOUR.bold, pageUrl(options));
  const scene = relative(folder, options.scene);
  return `\n  ${scene} is shown at ${url}\n  ${paint(COLOUR.dim, 'Save it to see it change. Ctrl-C stops it.')}\n`;
}

function say(text: string): void {
  process.stdout.write(`${label('dev', COLOUR.dim)}${text}\n`);
}

function fail(reason: string): 1 {
  console.error(reason);
  return 1;
}
