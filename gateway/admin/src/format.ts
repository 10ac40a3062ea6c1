/** Numbers as people read them. */
import type { Millis } from '@remote-view/protocol';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** In its two largest units at most: `12 s`, `3 min`, `2 h 5 min`, `4 d 3 h`. */
export function duration(time: Millis): string {
  if (time < MINUTE) return `${Math.max(0, Math.floor(time / 1_000))} s`;
  if (time < HOUR) return `${Math.floor(time / MINUTE)} min`;
  if (time < DAY) return pair(time, HOUR, 'h', MINUTE, 'min');
  return pair(time, DAY, 'd', HOUR, 'h');
}

function pair(time: Millis, large: Millis, largeName: string, small: Millis, smallName: string): string {
  const rest = Math.floor((time % large) / small);
  const whole = `${Math.floor(time / large)} ${largeName}`;
  return rest === 0 ? whole : `${whole} ${rest} ${smallName}`;
}

/** @param mebibytes of memory */
export function memory(mebibytes: number): string {
  return mebibytes < 1_024 ? `${mebibytes} MiB` : `${(mebibytes / 1_024).toFixed(1)} GiB`;
}

/** @param share 0..1 */
export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** Below 10 with one digit behind the point. */
export function milliseconds(time: Millis): string {
  return `${time < 10 ? time.toFixed(1) : Math.round(time)} ms`;
}

export function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString('en')} ${number === 1 ? one : many}`;
}
