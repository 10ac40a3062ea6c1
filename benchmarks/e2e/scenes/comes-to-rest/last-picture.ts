/** What the scene shows once it rests: the test draws it as well, so that it knows each sample of the host's picture. */
import type { SourcePicture } from '@remote-view/renderer-host';
import { MovingPattern } from '../../../scenes/synthetic/moving-pattern.ts';

/** Time of the last picture, seconds. */
const REST = 1.5;

export function drawLastPicture(picture: SourcePicture): void {
  new MovingPattern(picture).draw(0, REST);
}
