/** What scene and page of the audio suite have agreed. */

/** From the scene: a tone and a white picture begin. */
export type Beep = { readonly beep: number; /** Wall clock, ms. */ readonly at: number };

/** To the scene: a hum that nobody hears keeps the sound from being silence between the tones. */
export type Wish = { readonly bed: boolean };

export const BEEP_SECONDS = 0.08;
/** Well above what counts as silence (a step of 16 bits), and far below what counts as a tone. */
export const BED_GAIN = 0.002;
export const TONE_THRESHOLD = 0.1;
