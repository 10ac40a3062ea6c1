/** `remote-view new`: a small scene to begin with. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError, readArguments, type Command } from './command.ts';
import { newSceneFiles, whyNoName } from './new-scene.ts';

export const newCommand: Command = {
  name: 'new',
  summary: 'writes a small scene to begin with',
  help: `remote-view new [name]: writes a small scene to begin with

  [name]             of the scene and of its folder, made of a-z, 0-9 and dashes (default my-scene)

The folder gets a scene.ts with OrbitControls, its title in scene.json and a README.md.
`,
  run: async (args, folder) => {
    const { positionals } = readArguments(args, {});
    const [name = 'my-scene', ...more] = positionals;
    if (more.length > 0) throw new CommandError(`One scene at a time: what is '${more.join(' ')}'?`);
    const problem = whyNoName(name);
    if (problem !== undefined) throw new CommandError(problem);
    const target = join(folder, name);
    if (existsSync(target)) {
      console.error(`${target} is there already; nothing was written.`);
      return 1;
    }
    mkdirSync(target);
    const starter = readFileSync(join(import.meta.dirname, 'starter/scene.ts.txt'), 'utf8');
    for (const [file, text] of newSceneFiles(name, starter)) writeFileSync(join(target, file), text);
    console.log(`${target} is written. Look at it:\n\n  npx remote-view dev ./${name}\n`);
    return 0;
  },
};
