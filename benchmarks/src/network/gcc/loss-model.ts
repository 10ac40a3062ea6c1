/**
 * How likely the losses that were seen are on a given channel: one that loses a share of everything whatever is sent
 * (inherent loss), and all that goes beyond its bandwidth. The logarithm of the likelihood ranks channels, and its
 * derivatives improve the inherent loss by a step of Newton's method (libwebrtc's LossBasedBweV2; bytes, not packets).
 */

export interface Channel {
  /** Bits per second. */
  readonly bandwidth: number;
  /** A share of the bytes, 0-1. */
  readonly inherentLoss: number;
}

export interface LossObservation {
  readonly bytes: number;
  readonly lostBytes: number;
  /** Bits per second at which they were sent. */
  readonly sendingRate: number;
}

/** What is known, the newest first: each older one weighs a tenth less. */
export type LossObservations = readonly LossObservation[];

const WEIGHT = 0.9;
const MIN_INHERENT_LOSS = 1e-3;
const MAX_INHERENT_LOSS = 0.05;
/** Bits per second: a slow channel may be granted more loss than a fast one. */
const LOSS_BALANCE = 100_000;
const NEWTON_STEP = 0.75;
const BIAS_PER_KILOBIT = 0.0002;
const BIAS_PER_LOG_KILOBIT = 0.02;
/** With less loss than this the more bandwidth is the better guess, with more the less. */
const BIAS_LOSS = 0.2;
const BIAS_SMOOTHING = 0.002;
const ALMOST = 1e-6;

/** The channel with an inherent loss that its bandwidth allows. */
export function feasible({ bandwidth, inherentLoss }: Channel): Channel {
  const most = bandwidth > 0 ? Math.min(MAX_INHERENT_LOSS + LOSS_BALANCE / bandwidth, 1) : 1;
  return { bandwidth, inherentLoss: Math.min(Math.max(inherentLoss, MIN_INHERENT_LOSS), most) };
}

/** More loss than can be inherent limits what may be sent at all, bits per second. */
export function mostAt(averageLoss: number): number {
  return averageLoss > MAX_INHERENT_LOSS ? LOSS_BALANCE / (averageLoss - MAX_INHERENT_LOSS) : Infinity;
}

/** The lost share of all bytes. */
export function averageLoss(observations: LossObservations): number {
  let bytes = 0;
  let lost = 0;
  for (const [age, observation] of observations.entries()) {
    bytes += WEIGHT ** age * observation.bytes;
    lost += WEIGHT ** age * observation.lostBytes;
  }
  return bytes === 0 ? 0 : lost / bytes;
}

/** The channel with the inherent loss that fits better. */
export function newtonStep(channel: Channel, observations: LossObservations): Channel {
  let first = 0;
  let second = 0;
  for (const [age, { bytes, lostBytes, sendingRate }] of observations.entries()) {
    const loss = lossProbability(channel, sendingRate);
    const weight = WEIGHT ** age;
    const arrived = bytes - lostBytes;
    first += weight * (lostBytes / loss - arrived / (1 - loss));
    second -= weight * (lostBytes / loss ** 2 + arrived / (1 - loss) ** 2);
  }
  // Below zero by construction, unless nothing was observed.
  if (second === 0) return feasible(channel);
  return feasible({ ...channel, inherentLoss: channel.inherentLoss - (NEWTON_STEP * first) / second });
}

/** The more, the better the channel explains what was observed. @param average of {@link averageLoss} */
export function objective(channel: Channel, observations: LossObservations, average: number): number {
  const bias = highBandwidthBias(channel.bandwidth / 1_000, average);
  let sum = 0;
  for (const [age, { bytes, lostBytes, sendingRate }] of observations.entries()) {
    const loss = lossProbability(channel, sendingRate);
    const likelihood = lostBytes * Math.log(loss) + (bytes - lostBytes) * Math.log(1 - loss);
    sum += (WEIGHT ** age * (likelihood + bias * bytes)) / 1_000;
  }
  return sum;
}

function highBandwidthBias(kilobits: number, average: number): number {
  const room = BIAS_LOSS - average;
  const direction = room / (BIAS_SMOOTHING + Math.abs(room));
  return direction * (BIAS_PER_KILOBIT * kilobits + BIAS_PER_LOG_KILOBIT * Math.log(1 + kilobits));
}

function lossProbability({ bandwidth, inherentLoss }: Channel, sendingRate: number): number {
  const beyond = sendingRate > bandwidth ? (sendingRate - bandwidth) / sendingRate : 0;
  return Math.min(Math.max(inherentLoss + (1 - inherentLoss) * beyond, ALMOST), 1 - ALMOST);
}
