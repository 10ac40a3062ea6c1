/**
 * Every word that the element shows or says, by what it is for. Plain data, so that a translation is one file and a page
 * can replace single words. `{name}` in a string is filled in where it is shown.
 */
import type { ErrorCode, RateLimit } from '@remote-view/protocol';
import type { Progress } from '../connection/connection.ts';
import type { StatsStrings } from '../stats/stats-strings.ts';

export interface Strings {
  /** Accessible name, where neither page nor scene give one. */
  readonly label: string;
  readonly roleDescription: string;
  /** Read out with the picture: how to give the keyboard to the scene, and how to get it back. */
  readonly hint: string;
  /** The group of things in the picture. */
  readonly items: string;
  /** Accessible name of the text field that a phone's keyboard types into. */
  readonly textField: string;
  readonly captured: string;
  readonly released: string;
  readonly live: string;
  readonly reconnecting: string;
  readonly restarting: string;
  readonly tryingAgain: string;
  readonly tryAgain: string;
  readonly progress: Readonly<Record<Progress, string>>;
  /** While every place is taken. */
  readonly queue: {
    /** `{position}`: 1 is the next. */
    readonly place: string;
    /** `{minutes}` until it is there, about. */
    readonly minutes: string;
    readonly soon: string;
    /** It is not known how long it takes. */
    readonly unknown: string;
  };
  /** Nobody has used the session for long. */
  readonly afk: {
    readonly title: string;
    /** `{seconds}` until it ends. */
    readonly text: string;
    /** Read out once, instead of the countdown. */
    readonly spoken: string;
    /** The button that says so. */
    readonly here: string;
  };
  /** Where one viewer at a time may act. */
  readonly control: {
    /** The user looks on. */
    readonly none: string;
    readonly ask: string;
    readonly requested: string;
    readonly withdraw: string;
    readonly granted: string;
    /** Somebody else asks for it. */
    readonly asked: string;
    readonly handOver: string;
    readonly refused: string;
    readonly withdrawn: string;
    readonly notConnected: string;
  };
  /** What keeps the bitrate where it is. */
  readonly limits: Readonly<Record<RateLimit, string>>;
  readonly stats: StatsStrings;
  readonly files: {
    readonly drop: string;
    /** `{types}`, `{size}` in MiB. */
    readonly accepted: string;
    readonly anyType: string;
    /** `{name}` of the file. */
    readonly sending: string;
    readonly opening: string;
    readonly refused: string;
    readonly noneOpened: string;
    readonly oneOnly: string;
    readonly notConnected: string;
  };
  readonly touch: {
    /** Accessible name of the sticks and buttons over the picture. */
    readonly controls: string;
    /** Of a stick where the scene has no layout of its own. */
    readonly stick: string;
  };
  readonly toolbar: {
    /** Accessible name of the bar. */
    readonly label: string;
    readonly mute: string;
    readonly volume: string;
    readonly quality: string;
    readonly bitrate: string;
    readonly noLimit: string;
    /** `{rate}` in Mbit/s. */
    readonly atMost: string;
    readonly dataSaver: string;
    readonly prefer: string;
    readonly auto: string;
    readonly sharp: string;
    readonly smooth: string;
    readonly microphone: string;
    readonly keyboard: string;
    readonly captions: string;
    readonly statistics: string;
    readonly pointerLock: string;
    readonly pictureInPicture: string;
    readonly screenshot: string;
    /** The picture was saved as a file. */
    readonly saved: string;
    readonly fullscreen: string;
    readonly exitFullscreen: string;
    readonly leave: string;
    readonly connect: string;
    /** What has no room in the bar. */
    readonly more: string;
    /** The browser refused what a button asks for. */
    readonly refused: string;
  };
  /** Headings of the final panel. */
  readonly titles: Readonly<Partial<Record<ErrorCode, string>>>;
  /** Heading of what {@link titles} does not list. */
  readonly otherTitle: string;
  /** What happened and what to do, where nobody said more. */
  readonly errors: Readonly<Record<ErrorCode, string>>;
}

/** Other words for some of {@link Strings}; what is not in it stays as it is. */
export type Wording<T = Strings> = {
  readonly [K in keyof T]?: T[K] extends string | undefined ? string : Wording<T[K]>;
};

/** @param values by the names between braces; what is not among them stays */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/gu, (whole, name: string) => String(values[name] ?? whole));
}

/** `base` in other words. What is no string where one is expected, or has no place in `base`, is left out. */
export function reworded<T extends object>(base: T, wording: Wording<T>): T {
  const pairs = Object.entries(base).map(([key, text]: [string, unknown]) => {
    const other: unknown = (wording as Readonly<Record<string, unknown>>)[key];
    if (typeof other !== typeof text || other === null) return [key, text];
    return [key, typeof text === 'object' ? reworded(text as object, other as object) : other];
  });
  return Object.fromEntries(pairs) as T;
}
