/**
 * Which controls the bar has: those that the browser can do and that mean something now, in their order; and which of them
 * lie in the menu `more` because there is no room.
 */
import type { Right } from '@remote-view/protocol';
import type { ConnectionStateName } from '../connection/transition.ts';

export const CONTROLS = [
  'connect',
  'mute',
  'volume',
  'microphone',
  'keyboard',
  'captions',
  'quality',
  'statistics',
  'screenshot',
  'pointerLock',
  'pictureInPicture',
  'more',
  'fullscreen',
  'leave',
] as const;
export type ControlName = (typeof CONTROLS)[number];

/** What a control needs beside a connection. */
export interface Abilities {
  readonly state: ConnectionStateName;
  /** There is a picture. */
  readonly picture: boolean;
  /** The scene makes sound. */
  readonly sound: boolean;
  /** The browser lets a page set the volume. */
  readonly volume: boolean;
  /** The scene listens to microphones, and the browser has them. */
  readonly microphone: boolean;
  /** Fingers are used, or the scene wants text. */
  readonly keyboard: boolean;
  /** There are, or were, captions. */
  readonly captions: boolean;
  readonly pointerLock: boolean;
  readonly pictureInPicture: boolean;
  readonly fullscreen: boolean;
  /** What the user may do with the scene. */
  readonly rights: readonly Right[];
}

export function controlsFor(abilities: Abilities): ControlName[] {
  const { state, picture, rights } = abilities;
  const away = state === 'idle';
  // What is over has a panel of its own.
  if (state === 'ended' || state === 'failed') return [];
  const there: Readonly<Record<ControlName, boolean>> = {
    mute: abilities.sound,
    volume: abilities.sound && abilities.volume,
    microphone: abilities.microphone && rights.includes('microphone'),
    keyboard: abilities.keyboard && rights.includes('keyboard'),
    captions: abilities.captions,
    quality: !away,
    statistics: !away,
    screenshot: picture,
    pointerLock: abilities.pointerLock && picture && rights.includes('pointer'),
    pictureInPicture: abilities.pictureInPicture && picture,
    more: false,
    fullscreen: abilities.fullscreen,
    leave: !away,
    connect: away,
  };
  return CONTROLS.filter((name) => there[name]);
}

/** What goes into the menu first. The slider does not: there is the mute button, and the volume of the device. */
const LEAST_NEEDED: readonly ControlName[] = [
  'volume',
  'screenshot',
  'pictureInPicture',
  'statistics',
  'pointerLock',
  'captions',
  'microphone',
  'keyboard',
];

export interface Sizes {
  /** Of one button, CSS pixels. */
  readonly button: number;
  readonly slider: number;
}

export interface Layout {
  readonly bar: readonly ControlName[];
  readonly more: readonly ControlName[];
}

/** @param room width for controls, CSS pixels */
export function layOut(controls: readonly ControlName[], room: number, { button, slider }: Sizes): Layout {
  const width = (names: readonly ControlName[]): number =>
    names.reduce((sum, name) => sum + (name === 'volume' ? slider : button), 0);
  let bar = controls;
  const more: ControlName[] = [];
  for (const name of LEAST_NEEDED) {
    if (width(bar) + (more.length > 0 ? button : 0) <= room) break;
    if (!bar.includes(name)) continue;
    bar = bar.filter((other) => other !== name);
    if (name !== 'volume') more.push(name);
  }
  if (more.length === 0) return { bar, more };
  const shown = new Set<ControlName>([...bar, 'more']);
  return { bar: CONTROLS.filter((name) => shown.has(name)), more: CONTROLS.filter((name) => more.includes(name)) };
}
