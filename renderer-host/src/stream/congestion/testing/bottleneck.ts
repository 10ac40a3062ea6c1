/** A controller against one bottleneck in virtual time: frames at 60 a second, each as large as the target says. */
import type { CongestionController, FrameReport, PacketReport, RateDecision, SentPacket } from '../controller.ts';

export interface Path {
  /** Bits per second at a time. */
  readonly capacity: (now: number) => number;
  /** Each way, ms. */
  readonly delay: number;
  /** Share of packets that are lost whatever is sent. */
  readonly loss?: number;
  /** 0 to this is added to the delay, each as likely; nothing overtakes. */
  readonly jitter?: number;
  readonly acks?: boolean;
  /** Whether transport-wide feedback is sent at a time; by default always. */
  readonly feedback?: (now: number) => boolean;
  /** Whether receiver reports are sent at a time, once a second; by default never. */
  readonly reports?: (now: number) => boolean;
  /** ms between them, a second by default. */
  readonly reportEvery?: number;
  /** What the receiver estimates, bits per second, sent with its reports. */
  readonly estimate?: (now: number) => number;
  /** Bits per second that the pictures need; by default as many as there are. */
  readonly needed?: number;
}

/** A packet left. */
export interface Moment {
  readonly at: number;
  readonly bytes: number;
  readonly target: number;
  /** ms that a packet waited which left now. */
  readonly queue: number;
}

interface Event {
  readonly at: number;
  readonly run: (now: number) => void;
}

const FRAME_INTERVAL = 1_000 / 60;
const FEEDBACK_EVERY = 50;
const REPORT_EVERY = 1_000;
const PACKET_BYTES = 1_200;
const QUEUE_LIMIT = 300;

export function runBottleneck(controller: CongestionController, path: Path, until: number): Moment[] {
  const { reportEvery = REPORT_EVERY } = path;
  const random = seededRandom(1);
  const events: Event[] = [];
  const moments: Moment[] = [];
  const told: PacketReport[] = [];
  let sequence = 0;
  let sentBytes = 0;
  let underway = 0;
  let freeAt = 0;
  let lastArrival = 0;
  let probed: RateDecision['probe'];
  const counted = { sent: 0, lost: 0 };

  const later = (at: number, run: Event['run']): void => {
    const index = events.findIndex((event) => event.at > at);
    events.splice(index < 0 ? events.length : index, 0, { at, run });
  };

  const leave = (frame: number, bytes: number, now: number): { sent: SentPacket; receivedAt: number | undefined } => {
    const sent: SentPacket = { sequence: sequence++, bytes, sentAt: now, frame };
    controller.sent(sent);
    // Without feedback nobody knows what is under way.
    if (path.feedback?.(now) !== false) underway += bytes;
    sentBytes += bytes;
    const queue = Math.max(0, freeAt - now);
    moments.push({ at: now, bytes, target: controller.decision.target, queue });
    const dropped = queue > QUEUE_LIMIT || random() < (path.loss ?? 0);
    if (queue <= QUEUE_LIMIT) freeAt = Math.max(freeAt, now) + (bytes * 8_000) / path.capacity(now);
    const arrivesAt = Math.max(lastArrival, freeAt + path.delay + (path.jitter ?? 0) * random());
    if (!dropped) lastArrival = arrivesAt;
    counted.sent += 1;
    if (dropped) counted.lost += 1;
    const receivedAt = dropped ? undefined : arrivesAt;
    later(receivedAt ?? freeAt + path.delay, () => told.push({ ...sent, receivedAt }));
    return { sent, receivedAt };
  };

  const frame = (number: number, now: number): void => {
    later(now + FRAME_INTERVAL, (next) => frame(number + 1, next));
    const { target, pacing, window, probe } = controller.decision;
    if (underway > window) return;
    const bytes = Math.min(target, path.needed ?? Infinity) / 8 / 60 + (probe === probed ? 0 : (probe?.bytes ?? 0));
    probed = probe;
    const count = Math.max(1, Math.ceil(bytes / PACKET_BYTES));
    const each = bytes / count;
    let last: number | undefined;
    for (let index = 0; index < count; index++) {
      const at = now + (index * each * 8_000) / pacing;
      later(at, (leavesAt) => {
        const { receivedAt } = leave(number, each, leavesAt);
        if (receivedAt !== undefined) last = receivedAt;
        if (index !== count - 1 || path.acks !== true || last === undefined) return;
        const received = last;
        const left = sentBytes;
        const report: FrameReport = {
          frame: number,
          sentBytes: left,
          repaired: false,
          firstSentAt: now,
          lastSentAt: leavesAt,
          receivedAt: received,
        };
        later(received + path.delay, (heardAt) => controller.frameReported(report, heardAt));
      });
    }
  };

  const feedback = (now: number): void => {
    later(now + FEEDBACK_EVERY, feedback);
    const reports = told.splice(0).toSorted((a, b) => a.sequence - b.sequence);
    if (reports.length === 0 || path.feedback?.(now) === false) return;
    later(now + path.delay, (heardAt) => {
      underway -= reports.reduce((sum, { bytes }) => sum + bytes, 0);
      controller.feedback(reports, heardAt);
    });
  };

  const report = (now: number): void => {
    later(now + reportEvery, report);
    if (path.reports?.(now) !== true) return;
    const share = counted.lost / Math.max(1, counted.sent);
    Object.assign(counted, { sent: 0, lost: 0 });
    const rtt = 2 * path.delay + Math.max(0, freeAt - now);
    const estimate = path.estimate?.(now);
    later(now + path.delay, (heardAt) => {
      controller.roundTrip(rtt, heardAt);
      controller.lossReported(share, heardAt);
      if (estimate !== undefined) controller.estimated(estimate, heardAt);
    });
  };

  const tick = (now: number): void => {
    later(now + 25, tick);
    controller.tick(now);
  };

  later(0, (now) => frame(1, now));
  later(FEEDBACK_EVERY, feedback);
  later(reportEvery, report);
  later(25, tick);
  for (let event = events.shift(); event !== undefined && event.at < until; event = events.shift()) event.run(event.at);
  return moments;
}

/** When, from a time on, a tenth of a second first saw less than this sent. */
export function sentLess(moments: readonly Moment[], from: number, bitrate: number): number {
  for (let at = from; ; at += 10) {
    const bytes = moments.reduce(
      (sum, moment) => sum + (moment.at >= at && moment.at < at + 100 ? moment.bytes : 0),
      0,
    );
    if (bytes * 80 < bitrate) return at;
  }
}

/** Of the targets between two times. */
export function meanTarget(moments: readonly Moment[], from: number, to: number): number {
  const within = moments.filter(({ at }) => at >= from && at < to);
  return within.reduce((sum, { target }) => sum + target, 0) / within.length;
}

export function queuePercentile(moments: readonly Moment[], from: number, to: number, share: number): number {
  const queues = moments.filter(({ at }) => at >= from && at < to).map(({ queue }) => queue);
  return queues.toSorted((a, b) => a - b)[Math.floor(queues.length * share)] ?? 0;
}

/** The same numbers for every run (an LCG modulo 2^32, Numerical Recipes section 7.1). */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
