/** What the picture suite is asked to do, from its command line. */
import { readFlags, wrongFlag } from '../flags.ts';
import { PICTURES, type PictureName } from './catalogue.ts';
import { FULL, QUICK, type PicturePlan } from './plan.ts';

export interface PictureOptions {
  readonly names: readonly PictureName[];
  readonly plan: PicturePlan;
  /** Where the pictures of both sides are kept. */
  readonly keep: string | undefined;
  readonly json: string | undefined;
}

export const PICTURE_NAMES = Object.keys(PICTURES) as readonly PictureName[];

export const PICTURE_HELP = `picture: what the host draws against what Chromium draws of the same scene, pixel by pixel

  --quick        ${QUICK.width}x${QUICK.height}, ${QUICK.frames} frames, instead of ${FULL.width}x${FULL.height}, ${FULL.frames}
  --scene NAMES  of ${PICTURE_NAMES.join(', ')} (default all)
  --keep FOLDER  writes each scene's pictures there: host, Chromium and eight times their difference, side by side
  --json PATH    where to write the result (default benchmarks/results/picture-<time>.local.json)
`;

/** @throws RemoteViewError `bad-configuration` */
export function parsePictureOptions(args: readonly string[]): PictureOptions {
  const values = readFlags(args, {
    quick: { type: 'boolean', default: false },
    scene: { type: 'string' },
    keep: { type: 'string' },
    json: { type: 'string' },
  });
  return {
    names: values.scene === undefined ? PICTURE_NAMES : namesOf(values.scene),
    plan: values.quick ? QUICK : FULL,
    keep: values.keep,
    json: values.json,
  };
}

function namesOf(text: string): readonly PictureName[] {
  const asked = new Set(text.split(','));
  const known = PICTURE_NAMES.filter((name) => asked.has(name));
  if (known.length !== asked.size) throw wrongFlag('--scene', `of ${PICTURE_NAMES.join(', ')}`);
  return known;
}
