/** What the path suite lets our host show: as many bits as there are, at 60 frames a second. */
import { defineSource } from '@remote-view/renderer-host';
import { NoiseBand } from '../../noise.ts';

export default defineSource({
  format: 'i420',
  fps: 60,
  setup() {
    let band: NoiseBand | undefined;
    return {
      draw(picture, { time }) {
        if (band?.picture !== picture) band = new NoiseBand(picture);
        band.draw(time);
        return true;
      },
    };
  },
});
