/**
 * Encoders that keep the rate with which they were opened: another rate is another encoder, and that begins with a key
 * frame. So small changes are let go, and the rest comes at most once a second.
 */
import type { Millis } from '@remote-view/protocol';

const REOPEN_EVERY: Millis = 1_000;
/** More than the path takes makes a queue soon; */
const TOO_HIGH = 0.93;
/** less is only a softer picture, which a key frame makes softer yet. */
const TOO_LOW = 1.3;

/**
 * @param open bits per second with which the encoder was opened, `age` ago
 * @param wanted bits per second
 */
export function worthReopening(open: number, wanted: number, age: Millis): boolean {
  return age >= REOPEN_EVERY && (wanted < open * TOO_HIGH || wanted > open * TOO_LOW);
}
