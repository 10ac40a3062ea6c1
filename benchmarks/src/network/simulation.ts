/**
 * A host, a path and a viewer in virtual time: the host's real transport (packetiser, pacer, retransmission, controller), a model
 * of its encoder, links, and a model of Chromium. Nothing waits: time jumps to whatever happens next.
 *
 * One run is repeated by its seed. Bounded by the end of its case.
 */
import { RemoteViewError, type Millis } from '@remote-view/protocol';
import {
  KeyFrameThrottle,
  MediaTransport,
  type CongestionController,
  type KeyFrameReason,
} from '@remote-view/renderer-host/transport';
import { seededRandom, type Random } from '../stats/random.ts';
import type { NetworkCase } from './cases.ts';
import { EncoderModel } from './encoder-model.ts';
import { madeFrame, randomSequenceNumber } from './made-frames.ts';
import { VIDEO } from './negotiated-video.ts';
import { buildPath, timed, type Path, type TimedPhase } from './path.ts';
import type { FrameRecord, ReceivedRecord, Recording, SentRecord } from './recording.ts';
import { ViewerModel, type ViewerMessage } from './viewer-model.ts';

export interface SimulationOptions {
  readonly case: NetworkCase;
  readonly controller: CongestionController;
  /** Whether the transport has the viewer repeat its reports; by default it does. */
  readonly repeatReports?: boolean;
  /** Whether the viewer acks frames. */
  readonly acks: boolean;
  readonly seed: number;
}

type HostMessage =
  | { readonly type: 'rtp'; readonly bytes: Uint8Array }
  | { readonly type: 'sender-report'; readonly stamp: number };

export const FPS = 60;
const FRAME: Millis = 1_000 / FPS;
/** The transport wants to be asked so often while there is a viewer. */
const TICK: Millis = 25;
const SENDER_REPORT_EVERY: Millis = 1_000;
const SENDER_REPORT_BYTES = 60;
/** SRTP's authentication tag, UDP and IP: a link carries them too. */
const OVERHEAD_BYTES = 10 + 8 + 20;
const TICKS_PER_MS = 90;
/** More turns without a step of time mean that something asks to be called again and again. */
const MAX_TURNS = 10_000;

export function simulate(options: SimulationOptions): Recording {
  return new Simulation(options).run();
}

class Simulation {
  readonly #phases: readonly TimedPhase[];
  readonly #path: Path<HostMessage, ViewerMessage>;
  readonly #transport: MediaTransport;
  readonly #encoder: EncoderModel;
  readonly #viewer: ViewerModel;
  readonly #keyFrames = new KeyFrameThrottle();
  readonly #sent: SentRecord[] = [];
  readonly #received: ReceivedRecord[] = [];
  readonly #frames: FrameRecord[] = [];
  readonly #targets: { readonly at: Millis; readonly bitrate: number }[] = [];
  readonly #made = { frames: 0, keyFrames: 0, skipped: 0 };
  readonly #capturedAt = new Map<number, Millis>();
  #frameAt: Millis = 0;
  #tickAt: Millis = 0;
  #senderReportAt: Millis = 0;
  #wantsKeyFrame = true;

  constructor({ case: one, controller, acks, seed, repeatReports = true }: SimulationOptions) {
    const random = seededRandom(seed * 16 + 15);
    this.#phases = timed(one.phases);
    this.#path = buildPath(one, seed);
    this.#transport = new MediaTransport({
      video: VIDEO,
      controller,
      repeatReports,
      firstSequenceNumbers: {
        transport: randomSequenceNumber(random),
        video: randomSequenceNumber(random),
        rtx: randomSequenceNumber(random),
      },
    });
    this.#transport.setUseful(one.useful);
    this.#encoder = new EncoderModel({ fps: FPS, random: encoderRandom(seed), useful: (now) => this.#neededAt(now) });
    this.#viewer = new ViewerModel({ video: VIDEO, acks, phase: FRAME * random() });
  }

  run(): Recording {
    const end = this.#phases.at(-1)!.to;
    let now = 0;
    let turns = 0;
    while (now < end) {
      this.#step(now);
      const next = Math.max(now, this.#nextAt());
      turns = next > now ? 0 : turns + 1;
      if (turns > MAX_TURNS) throw new RemoteViewError('internal', 'Time stands still.', { context: { now } });
      now = next;
    }
    const { keyFrameRequests } = this.#viewer;
    const [sent, received, frames, targets] = [this.#sent, this.#received, this.#frames, this.#targets];
    return { sent, received, frames, targets, made: this.#made, keyFrameRequests };
  }

  #nextAt(): Millis {
    return Math.min(
      this.#frameAt,
      this.#tickAt,
      this.#senderReportAt,
      this.#transport.nextPoll() ?? Infinity,
      this.#path.forward.nextAt ?? Infinity,
      this.#path.backward.nextAt ?? Infinity,
      this.#viewer.nextAt,
      this.#keyFrames.nextTimeout()?.at ?? Infinity,
    );
  }

  #step(now: Millis): void {
    for (const { packet } of this.#path.forward.poll(now)) this.#toViewer(packet, now);
    this.#back(this.#viewer.poll(now), now);
    for (const { packet } of this.#path.backward.poll(now)) this.#toHost(packet, now);
    if (this.#keyFrames.handleTimeout(now)) this.#wantsKeyFrame = true;
    if (now >= this.#senderReportAt) this.#sendReport(now);
    if (now >= this.#frameAt) {
      this.#frameAt += FRAME;
      this.#makeFrame(now);
    }
    if (now >= this.#tickAt) this.#tickAt = now + TICK;
    for (const { bytes, ssrc } of this.#transport.poll(now)) this.#send(bytes, ssrc !== VIDEO.ssrc, now);
  }

  #makeFrame(now: Millis): void {
    const { target } = this.#transport.decision;
    this.#targets.push({ at: now, bitrate: target });
    if (!this.#transport.ready()) {
      this.#made.skipped += 1;
      return;
    }
    const keyFrame = this.#wantsKeyFrame;
    this.#wantsKeyFrame = false;
    const number = this.#made.frames++;
    if (keyFrame) this.#made.keyFrames += 1;
    const rtpTimestamp = Math.round(now * TICKS_PER_MS) >>> 0;
    this.#capturedAt.set(rtpTimestamp, now);
    const nals = madeFrame(this.#encoder.encode(target, keyFrame, now), keyFrame);
    this.#transport.sendFrame({ number, keyFrame, nals, rtpTimestamp });
  }

  #send(rtp: Uint8Array, again: boolean, now: Millis): void {
    const bytes = rtp.length + OVERHEAD_BYTES;
    const fate = this.#path.forward.send({ type: 'rtp', bytes: rtp }, bytes, now);
    this.#sent.push({ at: now, bytes, again, wait: fate.type === 'dropped' ? undefined : fate.wait });
  }

  #sendReport(now: Millis): void {
    this.#senderReportAt = now + SENDER_REPORT_EVERY;
    const stamp = Math.round(now * 65.536) >>> 0;
    this.#transport.senderReportSent(stamp, now);
    this.#path.forward.send({ type: 'sender-report', stamp }, SENDER_REPORT_BYTES, now);
  }

  #toViewer(message: HostMessage, now: Millis): void {
    if (message.type === 'sender-report') {
      this.#viewer.senderReport(message.stamp, now);
      return;
    }
    const { messages, frames, isNew } = this.#viewer.receive(message.bytes, now);
    this.#received.push({ at: now, bytes: message.bytes.length + OVERHEAD_BYTES, isNew });
    for (const { timestamp } of frames) {
      const capturedAt = this.#capturedAt.get(timestamp);
      if (capturedAt !== undefined) this.#frames.push({ capturedAt, decodableAt: now });
      this.#capturedAt.delete(timestamp);
    }
    this.#back(messages, now);
  }

  #back(messages: readonly ViewerMessage[], now: Millis): void {
    for (const message of messages) this.#path.backward.send(message, message.bytes, now);
  }

  #toHost(message: ViewerMessage, now: Millis): void {
    if (message.type === 'acks') {
      for (const ack of message.acks) this.#transport.frameAck(ack, now);
      return;
    }
    const wishes: readonly KeyFrameReason[] = this.#transport.receiveRtcp(message.items, now);
    for (const wish of wishes) if (this.#keyFrames.request(wish, now)) this.#wantsKeyFrame = true;
  }

  #neededAt(now: Millis): number {
    return this.#phases.find(({ to }) => now < to)?.needed ?? Infinity;
  }
}

/** Of its own, so that every controller's pictures begin alike. */
function encoderRandom(seed: number): Random {
  return seededRandom(seed * 16 + 14);
}
