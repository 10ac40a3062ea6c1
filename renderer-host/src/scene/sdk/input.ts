/**
 * What the viewers hold and move, as it is now: for scenes that ask once a frame instead of listening to events. The
 * canvas has the same inputs as DOM events.
 *
 *     update({ delta }) {
 *       if (input.pressed('KeyW')) walker.translateZ(-3 * delta);
 *       if (input.justPressed('Space')) jump();
 *     }
 */

import type { SceneTouch } from './touch.ts';

/** - `owner`, `controller`: may use the scene. - `spectator`: looks on. */
export type PlayerRole = 'owner' | 'controller' | 'spectator';

export interface PlayerIdentity {
  /** Unique in the session; the same for as long as this viewer is connected. */
  readonly id: string;
  /** Where the viewer's token names one: the `subject` that your backend asked for. */
  readonly name?: string;
  /** What its token lets this viewer do. */
  readonly role: PlayerRole;
}

export interface InputPointer {
  readonly id: number;
  readonly type: 'mouse' | 'pen' | 'touch';
  /** CSS pixels from the left edge of the canvas; of the canvas's size when it moved last. */
  readonly x: number;
  /** CSS pixels from its top edge. */
  readonly y: number;
  /** The same place as `Raycaster.setFromCamera` takes it: -1 to 1, left to right and bottom to top. */
  readonly ndc: { readonly x: number; readonly y: number };
  /** 0 to 1; 0.5 for a pressed button that knows no pressure, 0 where nothing is pressed. */
  readonly pressure: number;
  /** `MouseEvent.buttons`; 1 for a finger or a pen that touches. */
  readonly buttons: number;
}

/**
 * Keys and buttons by one name: `KeyboardEvent.code` ('KeyW', 'ArrowUp', 'Space') for keys, `Pointer0` to `Pointer4` for
 * the button of that number of any pointer: 0 is the main button, a finger or a pen, 1 the middle, 2 the secondary.
 */
export interface InputState {
  /** Codes of the keys that are down. */
  readonly keys: ReadonlySet<string>;
  /** Pointers over the picture; fingers while they touch. */
  readonly pointers: readonly InputPointer[];
  /** What the wheel turned since the frame before, CSS pixels: a line counts 16, a page the height of the canvas. */
  readonly wheel: { readonly x: number; readonly y: number };
  /** As of `navigator.getGamepads()`, without gaps. */
  readonly gamepads: readonly Gamepad[];
  /** It is down. */
  pressed(code: string): boolean;
  /** It went down since the frame before, even if it is up again. */
  justPressed(code: string): boolean;
  /** It went up since the frame before: let go by the viewer, or by the host for one who lost the focus. */
  justReleased(code: string): boolean;
}

/** How a viewer wants to see things, as their browser says. */
export interface PlayerPreferences {
  /** Fewer and gentler movements, please. */
  readonly reducedMotion: boolean;
  /** Of the page, where the element stands. */
  readonly colorScheme: 'light' | 'dark';
  /** As `prefers-contrast` of CSS. */
  readonly contrast: 'no-preference' | 'more' | 'less' | 'custom';
  /** BCP 47 tags, the one that is wanted most first. */
  readonly languages: readonly string[];
}

/** One viewer. */
export interface Player extends InputState {
  /** Tells viewers apart, as `viewer` does elsewhere. */
  readonly viewer: number;
  readonly identity: PlayerIdentity;
  /** For a picture that all viewers share, `matchMedia` and `navigator.languages` answer for all of them. */
  readonly preferences: PlayerPreferences;
  /**
   * What it may do at present. Spectators by their token always look on, and in a session with exclusive control all but one do;
   * nothing of them comes here.
   */
  readonly role: 'controller' | 'spectator';
}

/** What a scene's `context.input` is: the inputs of all players as if they were one's, and each player's own. */
export interface SceneInput extends InputState {
  /** In the order in which they came. */
  readonly players: readonly Player[];
  /** What fingers do on the picture of every viewer. */
  readonly touch: SceneTouch;
  /**
   * Calls `listener` with each player who joins, and at once with those who are there. Returns a function that stops it.
   */
  onJoined(listener: (player: Player) => void): () => void;
  /** Calls `listener` with each player who leaves; nothing is held any more then. Returns a function that stops it. */
  onLeft(listener: (player: Player) => void): () => void;
}
