/**
 * What the GPU tests do on a real device, each in a process of its own (Dawn's crashes end processes).
 *
 *     jobs.ts <name> <JSON argument>
 *
 * The result is sent as one message; bytes travel as base64.
 */
import {
  drawnColours,
  drawnPicture,
  drawnQuarters,
  refusalOf,
  type ColoursArgument,
  type PictureArgument,
  type RefusedMaterial,
} from './draw-jobs.ts';
import { readBack, readTogether, type ReadBackArgument } from './read-jobs.ts';

const [name, text] = process.argv.slice(2);
const argument: unknown = JSON.parse(text ?? 'null');

async function run(): Promise<unknown> {
  switch (name) {
    case 'read-back':
      return readBack(argument as ReadBackArgument);
    case 'read-together':
      return readTogether();
    case 'colours':
      return drawnColours(argument as ColoursArgument);
    case 'picture':
      return drawnPicture(argument as PictureArgument);
    case 'quarters':
      return drawnQuarters();
    case 'refusal':
      return refusalOf(argument as RefusedMaterial);
    default:
      throw new Error(`there is no job ${name}`);
  }
}

const result = await run();
process.send?.(result, undefined, undefined, () => process.exit(0));
