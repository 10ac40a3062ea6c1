/**
 * What fingers do on the picture, and the sticks and buttons that lie over it.
 *
 *     input.touch.mode = 'gamepad';
 *     input.touch.layout = [
 *       { kind: 'stick', label: 'Move', zone: 'left', stick: 'left' },
 *       { kind: 'button', label: 'Jump', zone: 'right', button: 0 },
 *       { kind: 'button', label: 'Map', zone: 'top-right', key: 'KeyM' },
 *     ];
 */
import type { TouchMode, TouchZone } from '@remote-view/protocol';

export type { TouchMode, TouchZone } from '@remote-view/protocol';

interface Placed {
  /** Its accessible name, and what is written on a button; at most 40 characters. */
  readonly label: string;
  /** `left` and `right` are under the thumbs; who is left-handed has them the other way round. */
  readonly zone: TouchZone;
}

/** A stick of the player's virtual gamepad, or one that presses four keys. */
export type TouchStick = Placed & { readonly kind: 'stick' } & (
    | { readonly stick: 'left' | 'right' }
    /** `KeyboardEvent.code` for up, left, down and right. */
    | { readonly keys: readonly [up: string, left: string, down: string, right: string] }
  );

/** A button of the player's virtual gamepad, or a key. */
export type TouchButton = Placed & { readonly kind: 'button' } & (
    | {
        /** Of the standard mapping, 0 to 16. */
        readonly button: number;
      }
    | {
        /** `KeyboardEvent.code`. */
        readonly key: string;
      }
  );

export type TouchControl = TouchStick | TouchButton;

export interface SceneTouch {
  /**
   * What fingers do, unless the page says otherwise. - `direct` (the default): each is a pointer. - `trackpad`: they move
   * a drawn cursor, and arrive as a mouse. - `gamepad`: the layout is drawn over the picture where the device has a touch
   * screen, and fingers beside it are pointers.
   */
  mode: TouchMode;
  /** At most 24. Without any, `gamepad` draws a stick and four buttons. @throws TypeError for what is no layout */
  layout: readonly TouchControl[];
}
