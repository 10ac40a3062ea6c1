/** Moves for as many frames as the page asks for, shows its last picture then, and draws nothing more. */
import { defineSource, type PlainValue } from '@remote-view/renderer-host';
import { MovingPattern } from '../../../scenes/synthetic/moving-pattern.ts';
import { drawLastPicture } from './last-picture.ts';

export default defineSource({
  format: 'i420',
  fps: 30,
  setup({ onMessage, send }) {
    let frames = 0;
    let moving: MovingPattern | undefined;
    onMessage((payload) => {
      frames = framesOf(payload);
    });
    return {
      draw(picture, { frame }) {
        if (moving?.picture !== picture) {
          moving = new MovingPattern(picture);
          frames = Math.max(frames, 1);
        }
        if (frames === 0) return false;
        frames--;
        if (frames > 0) {
          moving.draw(frame, frame / 30);
        } else {
          drawLastPicture(picture);
          send('rests');
        }
        return true;
      },
    };
  },
});

function framesOf(payload: PlainValue): number {
  return typeof payload === 'number' ? payload : 0;
}
