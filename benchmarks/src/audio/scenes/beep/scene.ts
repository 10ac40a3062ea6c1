/** What the audio suite watches: at times that it tells, a tone and a white picture begin in the same frame. */
import { defineSource } from '@remote-view/renderer-host';
import { BEEP_SECONDS, BED_GAIN, type Beep, type Wish } from '../../beeps.ts';

const TONE_HZ = 1_000;
const FLASH_FRAMES = 4;
/** Seconds between beeps: at least, and at random on top, so that they fall anywhere between packets and frames. */
const LEAST_GAP = 0.45;
const RANDOM_GAP = 0.15;

export default defineSource({
  fps: 60,
  setup({ audio, send, onMessage }) {
    const { context } = audio;
    const bed = context.createGain();
    bed.gain.value = 0;
    const hum = context.createOscillator();
    hum.frequency.value = 60;
    hum.connect(bed).connect(context.destination);
    hum.start();
    onMessage((payload) => (bed.gain.value = (payload as unknown as Wish).bed ? BED_GAIN : 0));
    let next = 2;
    let beeps = 0;
    let white = 0;
    const beep = (): void => {
      const tone = context.createOscillator();
      tone.frequency.value = TONE_HZ;
      tone.connect(context.destination);
      tone.start();
      tone.stop(context.currentTime + BEEP_SECONDS);
      send({ beep: ++beeps, at: performance.timeOrigin + performance.now() } satisfies Beep);
    };
    return {
      draw({ pixels }, { time }) {
        const begins = time >= next;
        if (begins) {
          next = time + LEAST_GAP + Math.random() * RANDOM_GAP;
          white = FLASH_FRAMES;
          beep();
        } else if (white > 0) white -= 1;
        pixels.fill(white > 0 ? 255 : 0);
        return true;
      },
    };
  },
});
