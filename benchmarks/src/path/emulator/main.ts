/** The process of a link emulator: sockets and a clock around the model of the path. */
import type { Millis } from '@remote-view/protocol';
import { constants, setPriority } from 'node:os';
import { percentile } from '../../stats/distribution.ts';
import type { EmulatorRecording, FromEmulator, Lateness, ToEmulator } from './messages.ts';
import { PathModel } from './path-model.ts';
import { Pump } from './pump.ts';
import { Relay, type Datagram } from './relay.ts';

/** For a connection and a few more attempts at it. */
const MAX_RELAYS = 8;
/** Of the newest packets: more is not needed to know how late they are. */
const MAX_LATENESSES = 1_000_000;

class Emulator {
  readonly #model: PathModel<Datagram>;
  readonly #pump: Pump;
  readonly #relays: Relay[] = [];
  readonly #latenesses: Millis[] = [];
  #startedAt: Millis = 0;
  #faults = 0;

  constructor(model: PathModel<Datagram>) {
    this.#model = model;
    this.#pump = new Pump(
      () => model.nextAt,
      (now) => this.#forward(now),
    );
  }

  async relay(port: number): Promise<number> {
    if (this.#relays.length >= MAX_RELAYS) throw new Error('an emulator relays no more ports');
    const relay = await Relay.open(port, {
      datagram: (datagram, fromFar) => {
        // The one who offers is the viewer; the port that its relay stands for is where the pictures come from.
        this.#model.offer(fromFar ? 'down' : 'up', datagram, datagram.bytes.length, performance.now());
        this.#pump.wake();
      },
      fault: () => this.#faults++,
    });
    this.#relays.push(relay);
    return relay.port;
  }

  begin(): void {
    const now = performance.now();
    this.#startedAt = performance.timeOrigin + now;
    this.#latenesses.length = 0;
    this.#model.begin(now);
  }

  finish(): EmulatorRecording {
    const recording = {
      startedAt: this.#startedAt,
      down: this.#model.finish(),
      lateness: describeLateness(this.#latenesses),
      faults: this.#faults,
    };
    this.#pump.close();
    for (const relay of this.#relays) relay.close();
    return recording;
  }

  #forward(now: Millis): void {
    for (const { packet, at } of this.#model.take(now)) {
      packet.forward();
      if (this.#latenesses.length < MAX_LATENESSES) this.#latenesses.push(performance.now() - at);
    }
  }
}

function describeLateness(samples: readonly Millis[]): Lateness {
  if (samples.length === 0) return { p50: 0, p99: 0, max: 0 };
  const ascending = samples.toSorted((a, b) => a - b);
  return { p50: percentile(ascending, 0.5), p99: percentile(ascending, 0.99), max: ascending.at(-1)! };
}

function tell(message: FromEmulator): void {
  if (process.connected) process.send?.(message);
}

let emulator: Emulator | undefined;

async function obey(message: ToEmulator): Promise<void> {
  if (message.type === 'open') {
    emulator = new Emulator(new PathModel<Datagram>(message.path, message.seed));
    return;
  }
  if (emulator === undefined) throw new Error('there is no path yet');
  switch (message.type) {
    case 'relay':
      tell({ type: 'relaying', port: message.port, relay: await emulator.relay(message.port) });
      return;
    case 'begin':
      emulator.begin();
      return;
    case 'finish':
      tell({ type: 'recorded', recording: emulator.finish() });
      return;
    default:
      message satisfies never;
  }
}

try {
  // What comes in between here is a delay that the path does not have. Where that is not allowed, the lateness tells.
  setPriority(constants.priority.PRIORITY_HIGH);
} catch {
  // As it is.
}
process.on('disconnect', () => process.exit());
process.on('message', (message: ToEmulator) => {
  obey(message).catch((thrown: unknown) => tell({ type: 'failed', reason: String(thrown) }));
});
