/**
 * Runs in the page before anything else: a peer connection whose other end is this script. Its picture is drawn here, bright
 * and dark beside each other, since a scene may be either; pings are answered, and `scripted.say` says what a host would.
 */
export function scriptPeers(): void {
  const PING = 9;
  const PONG = 34;

  class Channel extends EventTarget {
    readyState = 'connecting';
    bufferedAmount = 0;
    binaryType = 'arraybuffer';
    readonly label: string;

    constructor(label: string) {
      super();
      this.label = label;
    }

    open(): void {
      this.readyState = 'open';
      this.dispatchEvent(new Event('open'));
    }

    send(bytes: Uint8Array): void {
      // A fixarray of two: [type, token].
      if (bytes[0] === 0x92 && bytes[1] === PING) this.say([0x92, PONG, ...bytes.slice(2)]);
      else if (this.label === 'events')
        (globalThis as unknown as { scripted: Scripted }).scripted.heard.push([...bytes]);
    }

    say(bytes: readonly number[]): void {
      this.dispatchEvent(new MessageEvent('message', { data: new Uint8Array(bytes).buffer }));
    }

    close(): void {
      this.readyState = 'closed';
    }
  }

  type TrackGenerator = new (options: { kind: 'video' }) => MediaStreamTrack & { writable: WritableStream<VideoFrame> };

  interface Scripted {
    channels: Map<string, Channel>;
    /** What the viewer said on `events`. */
    heard: number[][];
    say(bytes: readonly number[]): void;
    /** The connection breaks. */
    cut(): void;
  }

  const scripted: Scripted = {
    channels: new Map(),
    heard: [],
    say: (bytes) => scripted.channels.get('events')?.say(bytes),
    cut: () => scripted.channels.get('events')?.dispatchEvent(new Event('close')),
  };

  class ScriptedConnection extends EventTarget {
    connectionState = 'new';
    signalingState = 'stable';
    localDescription: RTCSessionDescriptionInit | null = null;
    readonly #channels: Channel[] = [];

    addTransceiver(kind: string): unknown {
      const receiver = { track: kind === 'video' ? picture(this) : sound(), jitterBufferTarget: null };
      const sender = { replaceTrack: (): Promise<void> => Promise.resolve() };
      return { receiver, sender, setCodecPreferences: () => undefined };
    }

    createDataChannel(label: string): Channel {
      const channel = new Channel(label);
      this.#channels.push(channel);
      scripted.channels.set(label, channel);
      return channel;
    }

    createOffer(): Promise<RTCSessionDescriptionInit> {
      return Promise.resolve({ type: 'offer', sdp: 'v=0\r\n' });
    }

    setConfiguration(): void {}

    setLocalDescription(description: RTCSessionDescriptionInit): Promise<void> {
      this.localDescription = description;
      this.signalingState = 'have-local-offer';
      queueMicrotask(() => this.dispatchEvent(new Event('icecandidate')));
      return Promise.resolve();
    }

    setRemoteDescription(): Promise<void> {
      this.signalingState = 'stable';
      this.connectionState = 'connected';
      queueMicrotask(() => {
        this.dispatchEvent(new Event('open'));
        for (const channel of this.#channels) channel.open();
      });
      return Promise.resolve();
    }

    getStats(): Promise<RTCStatsReport> {
      return Promise.resolve(new Map() as unknown as RTCStatsReport);
    }

    close(): void {
      this.connectionState = 'closed';
    }
  }

  function picture(connected: EventTarget): MediaStreamTrack {
    const canvas = document.createElement('canvas');
    canvas.width = 1280;
    canvas.height = 720;
    const context = canvas.getContext('2d')!;
    const draw = (): void => {
      const sky = context.createLinearGradient(0, 0, 1280, 720);
      for (const [at, colour] of [
        [0, '#f7f3e8'],
        [0.45, '#8fb6c9'],
        [0.55, '#2f4858'],
        [1, '#0b0f14'],
      ] as const) {
        sky.addColorStop(at, colour);
      }
      context.fillStyle = sky;
      context.fillRect(0, 0, 1280, 720);
      for (const [x, y, radius, colour] of [
        [360, 420, 150, '#e8734a'],
        [760, 300, 110, '#f2c14e'],
        [980, 520, 170, '#3f7d6b'],
      ] as const) {
        context.fillStyle = colour;
        context.beginPath();
        context.arc(x, y, radius, 0, 7);
        context.fill();
      }
    };
    draw();
    // Not the canvas's own stream: its tracks have a `canvas`, which a track of a peer connection has not.
    const track = new (
      globalThis as unknown as { MediaStreamTrackGenerator: TrackGenerator }
    ).MediaStreamTrackGenerator({
      kind: 'video',
    });
    const writer = track.writable.getWriter();
    const send = (): void => {
      const frame = new VideoFrame(canvas, { timestamp: performance.now() * 1_000 });
      writer.write(frame).catch(() => frame.close());
    };
    connected.addEventListener('open', () => setInterval(send, 100));
    return track;
  }

  let audio: AudioContext | undefined;

  function sound(): MediaStreamTrack {
    audio ??= new AudioContext();
    return audio.createMediaStreamDestination().stream.getAudioTracks()[0]!;
  }

  Object.assign(globalThis, { RTCPeerConnection: ScriptedConnection, scripted });
}
