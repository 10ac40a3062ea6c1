/**
 * What of a viewer's messages its rights cover. A state of all that is held makes up inputs of several kinds at once, so it is
 * reduced to the kinds that are covered; everything else passes or does not. Pure.
 *
 * What is for the host, and how a viewer shows the picture, needs no right: that goes by the role (`stream/control/`).
 */
import type { FromViewer, InputState, Right } from '@remote-view/protocol';

/** @returns the same message, what remains of it, or undefined where nothing does */
export function permittedOf(data: FromViewer, rights: ReadonlySet<Right>): FromViewer | undefined {
  if (data.type === 'inputState') return permittedState(data, rights);
  const needed = rightsFor(data);
  return needed.length === 0 || needed.some((right) => rights.has(right)) ? data : undefined;
}

/** One of these is needed; none where the list is empty. */
function rightsFor(data: Exclude<FromViewer, InputState>): readonly Right[] {
  switch (data.type) {
    case 'move':
    case 'button':
    case 'presence':
    case 'wheel':
    case 'lock':
      return ['pointer'];
    case 'key':
    case 'text':
      return ['keyboard'];
    case 'gamepad':
    case 'rumbled':
      return ['gamepad'];
    case 'orientation':
    case 'deviceMotion':
      return ['sensors'];
    case 'clipboard':
      return ['clipboard'];
    case 'message':
    case 'act':
      return ['messages'];
    case 'focus':
      return FOCUSING;
    case 'resize':
    case 'preferences':
    case 'ping':
    case 'quality':
    case 'refresh':
    case 'control':
    case 'here':
      return [];
    default:
      return data satisfies never;
  }
}

/** The focus comes with a click or a key, and a gamepad is heard while it is there. */
const FOCUSING: readonly Right[] = ['pointer', 'keyboard', 'gamepad'];

function permittedState(state: InputState, rights: ReadonlySet<Right>): InputState | undefined {
  const pointer = rights.has('pointer');
  const keyboard = rights.has('keyboard');
  const gamepad = rights.has('gamepad');
  if (pointer && keyboard && gamepad) return state;
  if (!pointer && !keyboard && !gamepad) return undefined;
  return {
    ...state,
    ...(!pointer && { totalX: 0, totalY: 0, pointers: [] }),
    ...(!keyboard && { keys: [] }),
    ...(!gamepad && { gamepads: [] }),
  };
}
