/** `npm run bench -- picture`. */
import { describeMachine } from '../report/machine.ts';
import { Progress } from '../report/progress.ts';
import { localResultPath, writeResult } from '../report/result-file.ts';
import type { Suite } from '../suite.ts';
import { PICTURES } from './catalogue.ts';
import { isSame } from './difference.ts';
import { keepPicture } from './keep.ts';
import { comparePictures } from './measure.ts';
import { parsePictureOptions, PICTURE_HELP } from './options.ts';
import { describePictures } from './report.ts';
import { PictureResult } from './result.ts';

export const pictureSuite: Suite = {
  summary: 'what the host draws, pixel by pixel against Chromium',
  help: PICTURE_HELP,
  run: async (args) => {
    const { names, plan, keep, json } = parsePictureOptions(args);
    const at = new Date().toISOString();
    const machine = await describeMachine();
    const progress = new Progress(process.stderr);
    const { adapter, chromium, pictures } = await comparePictures(names, plan, (name) => progress.step(`${name} …`));
    progress.end();
    if (keep !== undefined) for (const picture of pictures) await keepPicture(keep, picture, plan);
    const result: PictureResult = {
      ...{ format: 'remote-view-picture', version: 1, at },
      machine: { ...machine, chromium, adapter, software: true, encoder: 'none' },
      plan,
      pictures: pictures.map(({ name, difference, frameMs, firstFrameMs }) => ({
        ...{ name, shows: PICTURES[name], ...difference, same: isSame(difference), firstFrameMs, frameMs },
      })),
    };
    const path = json ?? localResultPath('picture', new Date(at));
    await writeResult(path, PictureResult, result);
    process.stdout.write(`${describePictures(result)}\nwritten to ${path}\n`);
  },
};
