/** The files of a new scene, as data. */
import { check, SceneName } from '../../protocol/src/index.ts';

/** Why a scene cannot be called so, in one line; undefined where it can. */
export function whyNoName(name: string): string | undefined {
  const isName: boolean = check(SceneName, name);
  if (isName) return undefined;
  return `A scene's name is made of a-z, 0-9 and dashes, and begins with a letter or digit: '${name}' is none.`;
}

/** @param starter the source of its scene.ts */
export function newSceneFiles(name: string, starter: string): ReadonlyMap<string, string> {
  const words = name.replaceAll('-', ' ');
  const title = words.slice(0, 1).toUpperCase() + words.slice(1);
  return new Map([
    ['scene.ts', starter],
    ['scene.json', `${JSON.stringify({ title, description: '' }, null, 2)}\n`],
    [
      'README.md',
      `# ${title}\n\nA Remote View scene: \`npx remote-view dev ./${name}\` shows it, and every save shows at once.\n`,
    ],
  ]);
}
