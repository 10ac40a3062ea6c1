/** From a value to a place on its scale, and from there to a colour. */
import { ATTRIBUTE, type AttributeName } from './catalogue.ts';

export type Rgb = readonly [red: number, green: number, blue: number];

/** Stops at equal distances, linear light. */
const RAMPS: Readonly<Record<AttributeName, readonly Rgb[]>> = {
  // As the eye sees glowing bodies.
  temperature: [
    [1, 0.24, 0.07],
    [1, 0.52, 0.2],
    [1, 0.86, 0.62],
    [0.72, 0.84, 1],
    [0.32, 0.5, 1],
  ],
  luminosity: [
    [0.16, 0.1, 0.5],
    [0.55, 0.14, 0.62],
    [1, 0.3, 0.32],
    [1, 0.68, 0.2],
    [1, 0.98, 0.75],
  ],
  age: [
    [0.25, 0.95, 1],
    [0.15, 0.62, 0.95],
    [0.35, 0.35, 0.85],
    [0.8, 0.25, 0.5],
    [1, 0.42, 0.12],
  ],
  distance: [
    [1, 0.92, 0.45],
    [0.55, 0.9, 0.35],
    [0.1, 0.75, 0.55],
    [0.1, 0.45, 0.8],
    [0.35, 0.2, 0.75],
  ],
};

/** 0 at the lower end of the attribute's range to 1 at its upper end; outside values are clamped. */
export function position(name: AttributeName, value: number): number {
  const { range, logarithmic } = ATTRIBUTE[name];
  const [min, max] = range;
  const share = logarithmic ? Math.log(Math.max(value, min) / min) / Math.log(max / min) : (value - min) / (max - min);
  return Math.min(1, Math.max(0, share));
}

export function rampColor(name: AttributeName, share: number): Rgb {
  const ramp = RAMPS[name];
  const at = Math.min(1, Math.max(0, share)) * (ramp.length - 1);
  const below = Math.min(ramp.length - 2, Math.floor(at));
  const [from, to] = [ramp[below]!, ramp[below + 1]!];
  const mix = (channel: 0 | 1 | 2): number => from[channel] + (to[channel] - from[channel]) * (at - below);
  return [mix(0), mix(1), mix(2)];
}

/** Three significant digits, for people: 12300, 4.56, 0.012. */
export function readable(value: number): string {
  const rounded = Number(value.toPrecision(3));
  return rounded >= 10 || Number.isInteger(rounded) ? String(Math.round(rounded)) : String(rounded);
}
