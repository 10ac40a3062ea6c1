import type { RemoteViewError } from '@remote-view/protocol';
import type { DataChannel, PeerConnection } from 'node-datachannel';
import { describe, expect, it } from 'vitest';
import { bindChannel, bindPeerConnection, type ChannelCallbacks } from './safe-callbacks.ts';

type Native = (...args: unknown[]) => void;

/** Remembers what is registered, as the addon does; a test is then the native side that calls back. */
class Recorder {
  readonly callbacks = new Map<string, Native>();
  readonly object = new Proxy(this, {
    get: (_target, name) => (callback: Native) => void this.callbacks.set(String(name), callback),
  });

  call(name: string, ...args: unknown[]): void {
    this.callbacks.get(name)!(...args);
  }
}

function bug(): never {
  throw new TypeError('a fault of ours');
}

function boundChannel(callbacks: Partial<ChannelCallbacks>, faults: RemoteViewError[] = []): Recorder {
  const recorder = new Recorder();
  const all = { open: () => {}, message: () => {}, closed: () => {}, ...callbacks };
  bindChannel(recorder.object as unknown as DataChannel, all, (error) => faults.push(error));
  return recorder;
}

function boundConnection(
  stateChange: (state: string) => void,
  gatheringComplete: () => void,
  faults: RemoteViewError[],
) {
  const recorder = new Recorder();
  const callbacks = { stateChange, gatheringComplete, dataChannel: bug };
  bindPeerConnection(recorder.object as unknown as PeerConnection, callbacks, (error) => faults.push(error));
  return recorder;
}

describe('callbacks of node-datachannel', () => {
  it('of a channel are registered all at once', () => {
    expect([...boundChannel({}).callbacks.keys()].toSorted()).toEqual(['onClosed', 'onError', 'onMessage', 'onOpen']);
  });

  it('of a connection are registered all at once', () => {
    expect([...boundConnection(bug, bug, []).callbacks.keys()].toSorted()).toEqual([
      'onDataChannel',
      'onGatheringStateChange',
      'onIceStateChange',
      'onLocalCandidate',
      'onLocalDescription',
      'onSignalingStateChange',
      'onStateChange',
      'onTrack',
    ]);
  });

  it.each(['onOpen', 'onMessage', 'onClosed'])('report what %s of a channel threw, and throw nothing', (name) => {
    const faults: RemoteViewError[] = [];
    boundChannel({ open: bug, message: bug, closed: bug }, faults).call(name, 'text');
    expect(faults).toMatchObject([{ code: 'internal', message: 'a fault of ours' }]);
  });

  it.each([
    ['onStateChange', 'failed'],
    ['onGatheringStateChange', 'complete'],
    ['onDataChannel', {}],
  ])('report what %s of a connection threw, and throw nothing', (name, argument) => {
    const faults: RemoteViewError[] = [];
    boundConnection(bug, bug, faults).call(name, argument);
    expect(faults).toHaveLength(1);
  });

  it('tell the end of gathering alone', () => {
    let complete = 0;
    const recorder = boundConnection(bug, () => complete++, []);
    for (const state of ['new', 'inprogress', 'complete']) recorder.call('onGatheringStateChange', state);
    expect(complete).toBe(1);
  });

  it('give every message as bytes, whatever it came as', () => {
    const received: string[] = [];
    const recorder = boundChannel({ message: (bytes) => received.push(Buffer.from(bytes).toString()) });
    for (const message of ['a text', Buffer.from('a buffer'), Uint8Array.from(Buffer.from('an array')).buffer]) {
      recorder.call('onMessage', message);
    }
    expect(received).toEqual(['a text', 'a buffer', 'an array']);
  });

  it('take what comes on a track that nobody asked for, and forget it', () => {
    const track = new Recorder();
    const faults: RemoteViewError[] = [];
    boundConnection(bug, bug, faults).call('onTrack', track.object);
    track.call('onMessage', Buffer.from('unwanted'));
    expect(faults).toEqual([]);
  });
});
