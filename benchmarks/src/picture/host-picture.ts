/** The host's picture of one scene, in a process of its own: argument 1 is the scene's file URL, 2 the plan as JSON. */
import { drawStill } from '@remote-view/renderer-host/still-picture';
import { writeFile } from 'node:fs/promises';
import type { PicturePlan } from './plan.ts';

const [module, plan, path] = process.argv.slice(2) as [string, string, string];
const { pixels, ...still } = await drawStill(module, JSON.parse(plan) as PicturePlan);
await writeFile(path, pixels);
process.stdout.write(JSON.stringify(still));
// Dawn would keep the process.
process.exit(0);
