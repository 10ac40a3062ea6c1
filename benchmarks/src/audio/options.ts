/** What the audio suite is asked to do, from its command line. */
import { integerFlag, readFlags } from '../flags.ts';

export interface AudioOptions {
  /** Measured, of each case. */
  readonly beeps: number;
}

export const AUDIO_HELP = `audio: from a sound in the scene to the page, and against the picture of the same moment

  --quick      20 beeps of each case, instead of 120
  --beeps N    of each case, 5..2000
  --json PATH  where to write the result (default benchmarks/results/audio-<time>.local.json)
`;

/** @throws RemoteViewError `bad-configuration` */
export function parseAudioOptions(args: readonly string[]): AudioOptions & { readonly json: string | undefined } {
  const values = readFlags(args, {
    quick: { type: 'boolean', default: false },
    beeps: { type: 'string' },
    json: { type: 'string' },
  });
  const preset = values.quick ? '20' : '120';
  return { beeps: integerFlag('--beeps', values.beeps ?? preset, 5, 2_000), json: values.json };
}
