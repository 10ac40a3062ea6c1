/**
 * Sound that came over the relay: Opus through WebCodecs into Web Audio, which hands it on as a track like that of a peer
 * connection. Nothing is made before the first packet, and a browser without `AudioDecoder` has no sound.
 *
 * Bound: {@link MAX_DECODING} packets in the decoder, `SoundSchedule`'s delay in what is about to be played.
 */
import { mediaRelay } from '@remote-view/protocol';
import { SoundSchedule } from './sound-schedule.ts';

const SAMPLE_RATE = 48_000;
const CHANNELS = 2;
/** Half a second. */
const MAX_DECODING = 50;
/** Microseconds. */
const TICK = 1e6 / SAMPLE_RATE;
/** After which browsers let a page make sound. */
const GESTURES = ['keydown', 'mousedown', 'pointerup', 'touchend'] as const;

export class RelaySound {
  readonly #opened: (track: MediaStreamTrack) => void;
  readonly #schedule = new SoundSchedule();
  #context: AudioContext | null = null;
  #output: MediaStreamAudioDestinationNode | null = null;
  #decoder: AudioDecoder | null = null;
  #waitsForGesture: AbortController | null = null;
  /** Of the first packet: what the decoder is told counts from there. */
  #base: number | null = null;
  #closed = false;

  /** @param opened with the first packet */
  constructor(opened: (track: MediaStreamTrack) => void) {
    this.#opened = opened;
  }

  /** @param payload of a message on `audio`. @throws RemoteViewError `malformed-message` */
  take(payload: Uint8Array): void {
    const { rtpTimestamp, packet } = mediaRelay.decodeRelayedSound(payload);
    if (this.#closed || typeof AudioDecoder === 'undefined') return;
    this.#base ??= rtpTimestamp;
    if (this.#decoder === null || this.#decoder.state === 'closed') this.#decoder = this.#made();
    if (this.#decoder.decodeQueueSize >= MAX_DECODING) return;
    const timestamp = Math.round(((rtpTimestamp - this.#base) >>> 0) * TICK);
    this.#decoder.decode(new EncodedAudioChunk({ type: 'key', timestamp, data: packet.slice() }));
  }

  close(): void {
    this.#closed = true;
    this.#waitsForGesture?.abort();
    if (this.#decoder?.state !== 'closed') this.#decoder?.close();
    void this.#context?.close();
  }

  #made(): AudioDecoder {
    if (this.#context === null) this.#open();
    // One that broke is made anew with the next packet.
    const decoder = new AudioDecoder({ output: (data) => this.#play(data), error: () => {} });
    decoder.configure({ codec: 'opus', sampleRate: SAMPLE_RATE, numberOfChannels: CHANNELS });
    return decoder;
  }

  #open(): void {
    const context = new AudioContext({ sampleRate: SAMPLE_RATE, latencyHint: 'interactive' });
    this.#context = context;
    this.#output = context.createMediaStreamDestination();
    const [track] = this.#output.stream.getAudioTracks();
    if (track !== undefined) this.#opened(track);
    if (context.state === 'running') return;
    this.#waitsForGesture = new AbortController();
    const { signal } = this.#waitsForGesture;
    const resume = (): void => {
      context.resume().then(
        () => this.#waitsForGesture?.abort(),
        () => {},
      );
    };
    for (const gesture of GESTURES) addEventListener(gesture, resume, { capture: true, signal });
    resume();
  }

  #play(data: AudioData): void {
    const context = this.#context;
    const { numberOfFrames, numberOfChannels, sampleRate, timestamp, duration } = data;
    // A context that waits for a gesture has a clock that stands.
    if (context?.state === 'running' && this.#output !== null && !this.#closed) {
      const at = this.#schedule.next(Math.round(timestamp / TICK) >>> 0, duration / 1e6, context.currentTime);
      if (at !== null) {
        const buffer = context.createBuffer(numberOfChannels, numberOfFrames, sampleRate);
        for (let channel = 0; channel < numberOfChannels; channel++) {
          data.copyTo(buffer.getChannelData(channel), { planeIndex: channel, format: 'f32-planar' });
        }
        const source = new AudioBufferSourceNode(context, { buffer });
        source.connect(this.#output);
        source.start(at);
      }
    }
    data.close();
  }
}
