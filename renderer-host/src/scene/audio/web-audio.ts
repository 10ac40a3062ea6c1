/**
 * The Web Audio API in the scene's process: `node-web-audio-api`, with contexts that play to nobody on this machine and
 * hand on all that reaches their destination.
 *
 * It is handed on by a ScriptProcessor, on the main thread. That thread may be busy for a while: no sample is lost then,
 * because the engine renders on a thread of its own and keeps the blocks (measured: gapless over a block of a second); it
 * comes later. An AudioWorklet would not wait for the main thread, but this library's takes a whole core in a loop that
 * never sleeps, and renders at half speed where it does not get one (measured: 98 % of a core and 0.41 of real time on
 * two busy cores, against 3 % and 1.00 for the ScriptProcessor).
 */
import { RemoteViewError } from '@remote-view/protocol';
import { createRequire, registerHooks } from 'node:module';
import { BLOCK_SAMPLES, CHANNELS, SAMPLE_RATE } from '../../link/sound-format.ts';
import { requireAudioEngine } from '../restrictions.ts';

/** What it exports that a browser has as globals; a list, so that it is not loaded to be asked. */
export const WEB_AUDIO_NAMES = [
  'AnalyserNode',
  'AudioBuffer',
  'AudioBufferSourceNode',
  'AudioContext',
  'AudioDestinationNode',
  'AudioListener',
  'AudioNode',
  'AudioParam',
  'AudioScheduledSourceNode',
  'BaseAudioContext',
  'BiquadFilterNode',
  'ChannelMergerNode',
  'ChannelSplitterNode',
  'ConstantSourceNode',
  'ConvolverNode',
  'DelayNode',
  'DynamicsCompressorNode',
  'GainNode',
  'IIRFilterNode',
  'OfflineAudioContext',
  'OscillatorNode',
  'PannerNode',
  'PeriodicWave',
  'ScriptProcessorNode',
  'StereoPannerNode',
  'WaveShaperNode',
] as const;
export type WebAudioName = (typeof WEB_AUDIO_NAMES)[number];

export type WebAudioLibrary = Readonly<Record<WebAudioName, unknown>> & {
  readonly AudioContext: new (options: object) => AudioContext;
};

/** A block is told of this much after its first sample: itself, and a render quantum. */
const TOLD_AFTER_SAMPLES = BLOCK_SAMPLES + 128;

/** @param sample number of the first sample of `pcm`, counted from the start of the context */
export type TapListener = (context: AudioContext, sample: number, pcm: Float32Array<ArrayBuffer>) => void;

/** Scenes have neither these nor sockets (`restrictions.ts`), and the engine is loaded once they run. */
const dlopen = process.dlopen.bind(process);
const addHooks = registerHooks;

/** @throws RemoteViewError `bad-configuration` where it does not load */
export function loadWebAudio(): WebAudioLibrary {
  const require = createRequire(import.meta.url);
  const { extensions } = require as { extensions: Record<string, (module: NodeJS.Module, path: string) => void> };
  const { '.node': loadNative } = extensions;
  const hooks = addHooks({
    resolve: (specifier, context, next) =>
      specifier === 'node-fetch'
        ? { url: new URL('web-fetch.ts', import.meta.url).href, shortCircuit: true }
        : next(specifier, context),
  });
  extensions['.node'] = (module, path) => dlopen(module, path);
  try {
    return requireAudioEngine() as WebAudioLibrary;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new RemoteViewError(
      'bad-configuration',
      `The scene makes sound, but the audio engine does not load (on Linux it needs libasound2): ${reason}`,
      { cause },
    );
  } finally {
    hooks.deregister();
    if (loadNative === undefined) delete extensions['.node'];
    else extensions['.node'] = loadNative;
  }
}

/** The `AudioContext` for scenes. @param made is told of each, before the scene has it */
export function tappedContext(
  { AudioContext }: WebAudioLibrary,
  made: (context: AudioContext) => void,
  heard: TapListener,
): new () => AudioContext {
  return class TappedContext extends AudioContext {
    /** Options are a page's wishes for its own loudspeaker: there is none, and all else is as in a browser. */
    constructor() {
      super({ sampleRate: SAMPLE_RATE, latencyHint: 'interactive', sinkId: { type: 'none' } });
      const mix = this.createGain();
      mix.channelCount = CHANNELS;
      mix.channelCountMode = 'explicit';
      Object.defineProperty(mix, 'maxChannelCount', { value: CHANNELS });
      tap(this, mix, heard);
      Object.defineProperty(this, 'destination', { value: mix, enumerable: true });
      made(this);
    }
  };
}

/** The ScriptProcessorNode, as far as it is used; browsers have deprecated it in favour of worklets. */
interface Processor extends AudioNode {
  onaudioprocess: ((event: { readonly playbackTime: number; readonly inputBuffer: AudioBuffer }) => void) | null;
}
interface WithProcessor {
  createScriptProcessor(samples: number, inputs: number, outputs: number): Processor;
}

/** Blocks come in order, each right behind the one before. */
function tap(context: AudioContext, mix: GainNode, heard: TapListener): void {
  const processor = (context as unknown as WithProcessor).createScriptProcessor(BLOCK_SAMPLES, CHANNELS, CHANNELS);
  processor.onaudioprocess = ({ playbackTime, inputBuffer }) => {
    const pcm = new Float32Array(BLOCK_SAMPLES * CHANNELS);
    for (let channel = 0; channel < CHANNELS; channel++) {
      const samples = inputBuffer.getChannelData(channel);
      for (let at = 0; at < BLOCK_SAMPLES; at++) pcm[at * CHANNELS + channel] = samples[at]!;
    }
    heard(context, Math.max(0, Math.round(playbackTime * SAMPLE_RATE) - TOLD_AFTER_SAMPLES), pcm);
  };
  mix.connect(processor);
  processor.connect(context.destination);
}
