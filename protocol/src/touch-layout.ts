/** What fingers do on the picture, and the sticks and buttons that a scene lays over it. */
import { wrong, type Fields } from './fields.ts';

/**
 * - `direct`: each finger is a pointer. - `trackpad`: fingers move a drawn cursor. - `gamepad`: sticks and buttons are
 * drawn over the picture, and fingers beside them are pointers.
 */
export const TOUCH_MODES = ['direct', 'trackpad', 'gamepad'] as const;
export type TouchMode = (typeof TOUCH_MODES)[number];
/** `left` and `right` lie under the thumbs, the others at the top. Who is left-handed has them the other way round. */
export const TOUCH_ZONES = ['left', 'right', 'top-left', 'top-right'] as const;
export type TouchZone = (typeof TOUCH_ZONES)[number];
/** A stick of a standard gamepad, or four keys. */
export const TOUCH_STICKS = ['left', 'right', 'keys'] as const;
export const TOUCH_LIMITS = {
  controls: 24,
  /** Characters. */
  label: 40,
  /** Of a standard gamepad, from 0. */
  lastButton: 16,
} as const;

interface Placed {
  /** Names it for a screen reader; of a button also what is written on it. */
  readonly label: string;
  readonly zone: TouchZone;
}

export interface LaidStick extends Placed {
  readonly kind: 'stick';
  readonly stick: (typeof TOUCH_STICKS)[number];
  /** `KeyboardEvent.code` for up, left, down and right, where `stick` is `keys`; else empty. */
  readonly codes: readonly string[];
}

export interface LaidButton extends Placed {
  readonly kind: 'button';
  /** Of a standard gamepad; null for a key. */
  readonly button: number | null;
  /** `KeyboardEvent.code`, where it is a key; else empty. */
  readonly code: string;
}

export type LaidControl = LaidStick | LaidButton;

/** The scene's wish; the page may override the mode. */
export interface TouchLayout {
  readonly type: 'touch';
  readonly mode: TouchMode;
  readonly controls: readonly LaidControl[];
}

const KINDS = ['stick', 'button'] as const;
const DIRECTIONS = 4;
const NO_BUTTON = -1;

/** The fields behind the type. */
export function touchFields({ mode, controls }: TouchLayout): readonly unknown[] {
  return [TOUCH_MODES.indexOf(mode), controls.map(controlFields)];
}

/** @throws RemoteViewError `malformed-message` */
export function readTouch(fields: Fields): TouchLayout {
  return {
    type: 'touch',
    mode: fields.oneOf(TOUCH_MODES),
    controls: fields.lists(TOUCH_LIMITS.controls).map(readControl),
  };
}

function controlFields(control: LaidControl): readonly unknown[] {
  const { kind, label, zone } = control;
  const placed = [KINDS.indexOf(kind), label, TOUCH_ZONES.indexOf(zone)];
  if (kind === 'stick') return [...placed, TOUCH_STICKS.indexOf(control.stick), ...control.codes];
  return [...placed, control.button ?? NO_BUTTON, control.code];
}

function readControl(fields: Fields): LaidControl {
  const kind = KINDS[fields.typeInt(0, KINDS.length - 1)]!;
  const placed = { label: fields.string(TOUCH_LIMITS.label), zone: fields.oneOf(TOUCH_ZONES) };
  const control =
    kind === 'stick' ? { kind, ...placed, ...readStick(fields) } : { kind, ...placed, ...readKey(fields) };
  fields.end();
  return control;
}

function readStick(fields: Fields): Pick<LaidStick, 'stick' | 'codes'> {
  const stick = fields.oneOf(TOUCH_STICKS);
  const codes = Array.from({ length: stick === 'keys' ? DIRECTIONS : 0 }, () => fields.string(32));
  return { stick, codes };
}

function readKey(fields: Fields): Pick<LaidButton, 'button' | 'code'> {
  const button = fields.int(NO_BUTTON, TOUCH_LIMITS.lastButton);
  const code = fields.string(32);
  if ((button === NO_BUTTON) !== code.length > 0) throw wrong('a button is either of a gamepad or a key');
  return { button: button === NO_BUTTON ? null : button, code };
}
