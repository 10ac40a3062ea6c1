/**
 * What is heard: water, crickets in the trees, steps, and balls, each from where it is. All of it is computed; there is no
 * file. On a host without an audio engine there is silence, and the log says why.
 */
import { Audio, AudioListener, Object3D, PositionalAudio } from 'three/webgpu';
import type { Camera, Vector3 } from 'three/webgpu';
import { seeded } from '../shared/chance.ts';
import { FOUNTAIN, TREES } from './courtyard.ts';

const VOICES = 4;

export class Sounds {
  readonly group = new Object3D();
  readonly #listener: AudioListener;
  readonly #balls: PositionalAudio[];
  readonly #steps: Audio[];
  #ball = 0;
  #step = 0;

  /** @throws RemoteViewError `bad-configuration` where the host has no audio engine */
  constructor(camera: Camera) {
    this.#listener = new AudioListener();
    camera.add(this.#listener);
    this.#loop(FOUNTAIN, this.#samples(3, water), 0.85, 1.4);
    const chirps = this.#samples(2.6, crickets);
    for (const [index, tree] of TREES.entries())
      this.#loop(tree.clone().setY(2.8), chirps, 0.16, 1.6, 1 + index * 0.06);
    const bounce = this.#samples(0.22, knock);
    this.#balls = Array.from({ length: VOICES }, () => this.#positional(bounce, 2.2));
    const step = this.#samples(0.14, footstep);
    this.#steps = Array.from({ length: VOICES }, () => new Audio(this.#listener).setBuffer(step));
  }

  bounce(place: Vector3, strength: number): void {
    const sound = this.#balls[this.#ball++ % VOICES]!;
    sound.position.copy(place);
    again(sound, strength * 0.9, 0.8 + strength * 0.4);
  }

  /** A foot comes down. */
  step(strength: number): void {
    again(this.#steps[this.#step++ % VOICES]!, 0.1 * strength, 0.85 + (this.#step % 3) * 0.12);
  }

  dispose(): void {
    this.#listener.removeFromParent();
    void this.#listener.context.close();
  }

  #loop(place: Vector3, buffer: AudioBuffer, volume: number, reach: number, rate = 1): void {
    const sound = this.#positional(buffer, reach);
    sound.setLoop(true);
    sound.setVolume(volume);
    sound.setPlaybackRate(rate);
    sound.position.copy(place);
    sound.play();
  }

  #positional(buffer: AudioBuffer, reach: number): PositionalAudio {
    const sound = new PositionalAudio(this.#listener).setBuffer(buffer).setRefDistance(reach).setRolloffFactor(1.5);
    // The model of a head costs ten times as much.
    sound.panner.panningModel = 'equalpower';
    this.group.add(sound);
    return sound;
  }

  #samples(seconds: number, make: (samples: Float32Array, rate: number) => void): AudioBuffer {
    const { context } = this.#listener;
    const buffer = context.createBuffer(1, Math.round(seconds * context.sampleRate), context.sampleRate);
    make(buffer.getChannelData(0), context.sampleRate);
    return buffer;
  }
}

function again(sound: Audio<AudioNode>, volume: number, rate: number): void {
  if (sound.isPlaying) sound.stop();
  sound.setVolume(volume).setPlaybackRate(rate);
  sound.play();
}

/** Noise through a low-pass, and drops in it; its end goes over into its beginning. */
function water(samples: Float32Array, rate: number): void {
  const random = seeded(1);
  let low = 0;
  let high = 0;
  for (let index = 0; index < samples.length; index++) {
    const noise = random() * 2 - 1;
    low += (noise - low) * 0.09;
    high += (noise - high) * 0.5;
    samples[index] = low * 0.5 + (noise - high) * 0.05;
  }
  for (let drop = 0; drop < 130; drop++) {
    const start = Math.floor(random() * samples.length);
    const pitch = 500 + random() * 1_400;
    for (let index = 0; index < rate * 0.05; index++) {
      const at = (start + index) % samples.length;
      const time = index / rate;
      samples[at]! += Math.sin(2 * Math.PI * pitch * (1 + time * 6) * time) * Math.exp(-time * 90) * 0.08;
    }
  }
  blendEnds(samples, Math.round(rate * 0.2));
}

function crickets(samples: Float32Array, rate: number): void {
  for (const start of [0.1, 0.62, 1.14, 1.9]) {
    for (let index = 0; index < rate * 0.34; index++) {
      const time = index / rate;
      const beat = Math.max(0, Math.sin(2 * Math.PI * 34 * time)) ** 3;
      const at = Math.floor(start * rate) + index;
      if (at < samples.length)
        samples[at] = Math.sin(2 * Math.PI * 4_300 * time) * beat * Math.sin((Math.PI * time) / 0.34);
    }
  }
}

function knock(samples: Float32Array, rate: number): void {
  const random = seeded(2);
  for (let index = 0; index < samples.length; index++) {
    const time = index / rate;
    const tone = Math.sin(2 * Math.PI * 210 * time) * 0.8 + Math.sin(2 * Math.PI * 463 * time) * 0.35;
    samples[index] = (tone + (random() - 0.5) * Math.exp(-time * 160)) * Math.exp(-time * 26);
  }
}

function footstep(samples: Float32Array, rate: number): void {
  const random = seeded(4);
  let low = 0;
  for (let index = 0; index < samples.length; index++) {
    const time = index / rate;
    low += (random() * 2 - 1 - low) * 0.22;
    samples[index] = low * Math.exp(-time * 42) * 2.4;
  }
}

function blendEnds(samples: Float32Array, length: number): void {
  const end = samples.length - length;
  for (let index = 0; index < length; index++) {
    const part = index / length;
    samples[end + index] = samples[end + index]! * (1 - part) + samples[index]! * part;
  }
}
