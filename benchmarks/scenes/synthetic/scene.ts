/**
 * The latency benchmark without a rasteriser: frames are written straight into memory, so that what is measured is
 * input, encoder, transport and browser. They are I420, as a GPU host's are. Inputs are those of the barcode scene.
 */
import { POSITION_MAX } from '@remote-view/protocol';
import { defineSource } from '@remote-view/renderer-host';
import { MovingPattern } from './moving-pattern.ts';

export default defineSource({
  format: 'i420',
  setup({ canvas }) {
    let id = 0;
    canvas.addEventListener('pointermove', ({ offsetX }) => {
      id = Math.round((offsetX / canvas.clientWidth) * POSITION_MAX);
    });
    let pattern: MovingPattern | undefined;
    return {
      draw(picture, { time }) {
        if (pattern?.picture !== picture) pattern = new MovingPattern(picture);
        pattern.draw(id, time);
        return true;
      },
    };
  },
});
