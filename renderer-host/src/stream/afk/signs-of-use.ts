/**
 * What of a viewer's messages shows that somebody is there: what hands do, here or with the page's own buttons, and
 * nothing that the element says by itself. A device that lies on a table trembles all the same: only a reading that differs
 * from the last one that counted is somebody who moves it. Pure.
 */
import {
  ACCELERATION_SCALE,
  ANGLE_SCALE,
  heldBy,
  NO_READING,
  type Readings,
  type ViewerData,
} from '@remote-view/protocol';

/** 3 degrees. */
const TURNED = 3 * ANGLE_SCALE;
const WHOLE_TURN = 360 * ANGLE_SCALE;
/** 0.5 m/s²; gravity alone changes by as much when a device is tilted by 3 degrees. */
const MOVED = 0.5 * ACCELERATION_SCALE;

export class SignsOfUse {
  #angles: Readings | undefined;
  #pull: Readings | undefined;

  /** Of one viewer. */
  take(data: ViewerData): boolean {
    switch (data.type) {
      case 'move':
      case 'button':
      case 'wheel':
      case 'key':
      case 'text':
      case 'clipboard':
      case 'gamepad':
      case 'act':
      case 'message':
        return true;
      // A stick that is held out says nothing anew.
      case 'inputState':
        return heldBy(data).isHolding;
      case 'orientation': {
        const before = this.#angles;
        const isSign = before !== undefined && differ(before, data.angles, TURNED, WHOLE_TURN);
        if (before === undefined || isSign) this.#angles = data.angles;
        return isSign;
      }
      case 'deviceMotion': {
        const before = this.#pull;
        const isSign = before !== undefined && differ(before, data.withGravity, MOVED, Infinity);
        if (before === undefined || isSign) this.#pull = data.withGravity;
        return isSign;
      }
      case 'presence':
      case 'focus':
      case 'lock':
      case 'resize':
      case 'preferences':
      case 'rumbled':
      case 'ping':
        return false;
      default:
        return data satisfies never;
    }
  }
}

/** @param turn after how much a reading begins again */
function differ(before: Readings, after: Readings, by: number, turn: number): boolean {
  return after.some((value, index) => {
    const was = before[index]!;
    if (value === NO_READING || was === NO_READING) return false;
    const distance = Math.abs(value - was);
    return Math.min(distance, turn - distance) > by;
  });
}
