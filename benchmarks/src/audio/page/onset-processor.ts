/** Runs in the audio thread of the page: tells when a tone begins. A module's text, since a worklet has a scope of its own. */
import { TONE_THRESHOLD } from '../beeps.ts';

/** A tone is a new one after so much quiet. */
const QUIET_SECONDS = 0.1;

export const ONSET_PROCESSOR = `
registerProcessor('onset', class extends AudioWorkletProcessor {
  quiet = 0;
  process([[samples]]) {
    const now = Date.now();
    for (let at = 0; at < (samples?.length ?? 0); at++) {
      if (Math.abs(samples[at]) < ${TONE_THRESHOLD}) { this.quiet++; continue; }
      if (this.quiet > ${QUIET_SECONDS} * sampleRate) this.port.postMessage(now + (at / sampleRate) * 1000);
      this.quiet = 0;
    }
    return true;
  }
});
`;
