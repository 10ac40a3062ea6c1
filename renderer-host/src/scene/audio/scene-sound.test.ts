/** With the real audio engine and three.js: what a scene plays arrives, in time and in the right ear. */
import { decodeHostData } from '@remote-view/protocol';
import {
  AudioContext as ThreeAudioContext,
  AudioListener,
  PerspectiveCamera,
  PositionalAudio,
  Scene,
} from 'three/webgpu';
import { afterAll, describe, expect, test } from 'vitest';
import { hostNow } from '../../host-clock.ts';
import type { FromScene } from '../../link/messages.ts';
import { bytesToPcm, FRAME_SAMPLES, pcmBytes, SAMPLE_RATE } from '../../link/sound-format.ts';
import type { Microphone } from '../sdk/audio.ts';
import { SceneSound } from './scene-sound.ts';
import { webAudioProblem } from './testing/web-audio-problem.ts';
import { WEB_AUDIO_NAMES } from './web-audio.ts';

interface Played {
  readonly sample: number;
  readonly playedAt: number;
  readonly heardAt: number;
  readonly left: readonly number[];
  readonly right: readonly number[];
}

const played: Played[] = [];
const told: FromScene[] = [];
/** Types of messages for pages, and the viewer that each is for. */
const sent: [string, number | undefined][] = [];
const warnings: string[] = [];
let wake = (): void => {};
const sound = new SceneSound({
  tellStream: (message, body) => {
    told.push(message);
    if (message.type === 'sound') {
      const pcm = [...bytesToPcm(body!)];
      const [left, right] = [0, 1].map((channel) => pcm.filter((_, at) => at % 2 === channel));
      played.push({ ...message, heardAt: hostNow(), left: left!, right: right! });
    }
    wake();
  },
  send: (bytes, viewer) => sent.push([decodeHostData(bytes).type, viewer]),
  log: (_level, text) => warnings.push(text),
});
const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await new Promise<void>((resolve) => (wake = resolve));
};
const power = (samples: readonly number[]): number => samples.reduce((sum, sample) => sum + sample * sample, 0);
const louder = (side: 'left' | 'right', block: Played): boolean => {
  const [left, right] = [power(block.left), power(block.right)];
  return Math.max(left, right) > 0.1 && (side === 'left' ? left > right * 2 : right > left * 2);
};

/** One engine in a process, as in a scene. */
sound.install();
sound.setWatched(true);
afterAll(async () => {
  sound.close();
  if (webAudioProblem === undefined) await sound.audio.context.close();
});

const where = webAudioProblem ?? 'with the real audio engine';

describe.skipIf(webAudioProblem !== undefined)(`a scene (${where})`, () => {
  test('has the globals of the Web Audio API, and costs nothing before it uses them', () => {
    for (const name of WEB_AUDIO_NAMES) expect(Object.getOwnPropertyDescriptor(globalThis, name)?.get).toBeDefined();
    expect(told).toEqual([]);
  });

  test("shares one context with three.js, which is the viewers'", () => {
    const context = ThreeAudioContext.getContext() as unknown as AudioContext;
    expect(sound.audio.context).toBe(context);
    expect(context).toBeInstanceOf(AudioContext);
    expect(context.sampleRate).toBe(SAMPLE_RATE);
    expect(told).toEqual([{ type: 'open-sound' }]);
  });

  test('is heard on the side where its source is, with an unmodified PositionalAudio', async () => {
    const listener = new AudioListener();
    const camera = new PerspectiveCamera().add(listener);
    const source = new PositionalAudio(listener);
    const tone = listener.context.createOscillator();
    source.setNodeSource(tone);
    const scene = new Scene().add(camera, source);
    const put = (x: number): void => {
      source.position.x = x;
      scene.updateMatrixWorld();
    };
    put(-3);
    tone.start();
    await until(() => played.some((block) => louder('left', block)));
    played.length = 0;
    put(3);
    await until(() => played.some((block) => louder('right', block)));
    tone.stop();
    source.disconnect();
  });

  test('tells when each sample was played, and none is missing, though it keeps the main thread busy', async () => {
    const { context } = sound.audio;
    const ramp = context.createBuffer(1, SAMPLE_RATE / 2, SAMPLE_RATE);
    ramp.copyToChannel(
      Float32Array.from({ length: SAMPLE_RATE / 2 }, (_, at) => (at + 1) / SAMPLE_RATE),
      0,
    );
    const source = context.createBufferSource();
    source.buffer = ramp;
    source.connect(context.destination);
    played.length = 0;
    const busyUntil = hostNow() + 300;
    const startedAt = hostNow();
    source.start();
    while (hostNow() < busyUntil) Math.sqrt(2);
    await until(() => played.some(({ left }) => left.some((sample) => sample > 0.49)));
    const rise = (FRAME_SAMPLES - 1) / SAMPLE_RATE;
    const blocks = played.filter(({ left }) => left[0]! > 0 && Math.abs(left.at(-1)! - left[0]! - rise) < 1e-5);
    const steps = blocks.slice(1).map(({ sample }, index) => sample - blocks[index]!.sample);
    expect(new Set(steps)).toEqual(new Set([FRAME_SAMPLES]));
    const values = blocks.flatMap(({ left }) => left);
    expect(
      values.every((value, at) => Math.abs(value * SAMPLE_RATE - Math.round(values[0]! * SAMPLE_RATE) - at) < 0.1),
    ).toBe(true);
    // Rendered in those 300 ms, and told of afterwards.
    expect(blocks[0]!.playedAt - startedAt).toBeLessThan(250);
    expect(blocks[0]!.heardAt).toBeGreaterThanOrEqual(busyUntil);
  });

  test('that makes another context is warned that it is not heard', async () => {
    await new AudioContext().close();
    expect(warnings).toEqual([expect.stringMatching(/only its first/u)]);
  });

  test('sends nothing while nobody is there', async () => {
    sound.setWatched(false);
    const source = sound.audio.context.createConstantSource();
    source.connect(sound.audio.context.destination);
    played.length = 0;
    const ended = new Promise((resolve) => source.addEventListener('ended', resolve));
    source.start();
    source.stop(sound.audio.context.currentTime + 0.1);
    await ended;
    expect(played).toEqual([]);
    sound.setWatched(true);
  });
});

describe.skipIf(webAudioProblem !== undefined)(`a microphone (${where})`, () => {
  const speak = (viewer: number, timestamp: number): void =>
    sound.heard({ type: 'voice', viewer, timestamp }, pcmBytes(new Float32Array(960).fill(0.5)));

  test('is an audio node from its first sound until it ends', async () => {
    const seen: Microphone[] = [];
    const stop = sound.audio.onMicrophone((microphone) => {
      seen.push(microphone);
      microphone.node.connect(sound.audio.context.destination);
    });
    expect(told.at(-1)).toEqual({ type: 'want-microphones' });
    sound.joined(7);
    expect(sent).toEqual([
      ['voice', undefined],
      ['voice', 7],
    ]);
    played.length = 0;
    for (let piece = 0; piece < 5; piece++) speak(7, piece * 960);
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({ viewer: 7 });
    expect([...sound.audio.microphones]).toEqual(seen);
    await until(() => played.some(({ left, right }) => left[0] === 0.5 && right[0] === 0.5));
    sound.heard({ type: 'voice-end', viewer: 7 }, new Uint8Array());
    expect(seen[0]!.signal.aborted).toBe(true);
    expect(sound.audio.microphones.size).toBe(0);
    stop();
    speak(8, 0);
    expect(seen).toHaveLength(1);
  });

  test('is forgotten when there is another stream process, which is told all it must know', () => {
    told.length = 0;
    sound.linked();
    expect(sound.audio.microphones.size).toBe(0);
    expect(told).toEqual([{ type: 'open-sound' }, { type: 'want-microphones' }]);
  });
});
