/** With its real thread: what a scene plays comes out as Opus, and what a viewer says as samples. */
import { afterEach, describe, expect, test } from 'vitest';
import { hostNow } from '../../host-clock.ts';
import type { FromStream } from '../../link/messages.ts';
import { bytesToPcm, FRAME_SAMPLES, pcmBytes, toMillis } from '../../link/sound-format.ts';
import type { AudioFrame } from '../rtp/audio-sender.ts';
import { SessionSound } from './session-sound.ts';

const OPEN: SessionSound[] = [];
afterEach(() => OPEN.splice(0).forEach((sound) => sound.close()));

function opened() {
  const frames: AudioFrame[] = [];
  const told: { readonly message: FromStream; readonly body: Uint8Array | undefined }[] = [];
  let wake = (): void => {};
  const sound = new SessionSound({
    frame: (frame) => {
      frames.push(frame);
      wake();
    },
    tellScene: (message, body) => {
      told.push({ message, body });
      wake();
    },
    warn: (text) => {
      throw new Error(text);
    },
  });
  OPEN.push(sound);
  const until = async (condition: () => boolean): Promise<void> => {
    while (!condition()) await new Promise<void>((resolve) => (wake = resolve));
  };
  return { sound, frames, told, until };
}

function played(sample: number, playedAt: number): Parameters<SessionSound['played']> {
  const pcm = Float32Array.from({ length: FRAME_SAMPLES * 2 }, (_, at) => Math.sin((sample + (at >> 1)) / 15) / 2);
  return [{ type: 'sound', sample, playedAt, first: sample === 0 }, pcmBytes(pcm)];
}

/** Plays a tone at its own pace until there are so many packets. */
async function play({ sound, frames, until }: ReturnType<typeof opened>, packets: number): Promise<void> {
  const startedAt = hostNow();
  let sample = 0;
  const timer = setInterval(() => {
    for (; startedAt + toMillis(sample + FRAME_SAMPLES) < hostNow(); sample += FRAME_SAMPLES) {
      sound.played(...played(sample, startedAt + toMillis(sample)));
    }
  }, 5);
  await until(() => frames.length >= packets);
  clearInterval(timer);
}

describe('sound of a scene', () => {
  test('comes out as packets of 10 ms whose timestamps follow each other', async () => {
    const session = opened();
    const { frames } = session;
    await play(session, 40);
    const steps = frames.slice(1).map(({ rtpTimestamp }, at) => (rtpTimestamp - frames[at]!.rtpTimestamp) >>> 0);
    // While the thread starts, and where this machine stalls, some is too late: what follows says so.
    const followed = steps.filter((_, at) => !frames[at + 1]!.first);
    expect(followed.length).toBeGreaterThan(10);
    expect(new Set(followed)).toEqual(new Set([FRAME_SAMPLES]));
    expect(frames.every(({ payload }) => payload.length > 2 && payload.length <= 1_275)).toBe(true);
  });

  test('that is no frame is dropped', () => {
    const { sound } = opened();
    sound.played({ type: 'sound', sample: 0, playedAt: 0, first: true }, new Uint8Array(5));
    expect(sound.dropped).toBe(1);
  });

  test('never waits for its thread in any number, nor at all until that is ready', async () => {
    const session = opened();
    const { sound } = session;
    sound.played(...played(0, hostNow()));
    expect(sound.dropped).toBe(1);
    await play(session, 1);
    const flood = played(0, hostNow());
    for (let frame = 0; frame < 10_000; frame++) sound.played(...flood);
    expect(sound.dropped).toBeGreaterThan(1_000);
  });
});

describe('what a viewer says', () => {
  test('is heard by the scene that listens, until it stops', async () => {
    const session = opened();
    const { sound, frames, told, until } = session;
    await play(session, 1);
    const spoken = (sequenceNumber: number) => ({
      sequenceNumber,
      timestamp: sequenceNumber * FRAME_SAMPLES,
      payload: frames[0]!.payload,
    });
    sound.spoken(3, spoken(1));
    sound.wantMicrophones();
    sound.spoken(3, spoken(2));
    sound.spoken(3, spoken(3));
    await until(() => told.length >= 2);
    expect(told.map(({ message }) => message)).toEqual([
      { type: 'voice', viewer: 3, timestamp: 960 },
      { type: 'voice', viewer: 3, timestamp: 1_440 },
    ]);
    expect(bytesToPcm(told[0]!.body!)).toHaveLength(FRAME_SAMPLES);
    sound.gone(3);
    await until(() => told.length === 3);
    expect(told[2]!.message).toEqual({ type: 'voice-end', viewer: 3 });
  });
});
