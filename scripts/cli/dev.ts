/** `remote-view dev`: gateway, renderer host and a page for one scene, in one process tree. */
import { join, relative } from 'node:path';
import { ROOT } from '../run-node.ts';
import { COLOUR, paint, runLocalStack } from '../start/local-stack.ts';
import { pageUrl } from '../start/options.ts';
import type { Command } from './command.ts';
import { DEV_HELP, hostArguments, readDevOptions, type DevOptions } from './dev-options.ts';

export const devCommand: Command = {
  name: 'dev',
  summary: 'shows a scene while you write it',
  help: DEV_HELP,
  run: async (args, folder) => {
    const options = readDevOptions(args, folder, process.env);
    return runLocalStack({
      name: 'dev',
      options,
      choosePort: (port) => `--port ${port}`,
      gateway: ['--public', options.publicFolder ?? join(ROOT, 'scripts/cli/page')],
      host: hostArguments(options),
      banner: banner(options, folder),
    });
  },
};

function banner(options: DevOptions, folder: string): string {
  const url = paint(COLOUR.bold, pageUrl(options));
  const scene = relative(folder, options.scene);
  return `\n  ${scene} is shown at ${url}\n  ${paint(COLOUR.dim, 'Save it to see it change. Ctrl-C stops it.')}\n`;
}
