/**
 * Text that a viewer's keyboard or input method makes, which keys alone cannot say: an input method composes, a phone's
 * keyboard replaces words, and neither has a key for what comes of it.
 *
 * An edit is told relative to the caret, in characters (Unicode code points): nobody has to agree on the whole text. An
 * input method's running composition is not part of the text until it is committed.
 */
import type { Fields } from './fields.ts';
import { POSITION_MAX } from './input-messages.ts';

/**
 * - `insert`: the text is put at the caret. - `compose`: the running composition is this text now. - `commit`: the running
 * composition ends as this text; empty where nothing comes of it.
 */
export const TEXT_ACTIONS = ['insert', 'compose', 'commit'] as const;

/** Which keyboard a phone shows: `inputmode` of HTML. */
export const INPUT_MODES = ['text', 'decimal', 'numeric', 'tel', 'search', 'email', 'url'] as const;
export type InputMode = (typeof INPUT_MODES)[number];

export const TEXT_LIMITS = {
  /** UTF-16 code units of one edit; longer ones come in several. */
  edit: 1_024,
  /** Characters that one edit removes on either side, and that the caret moves by. */
  reach: 256,
  /** UTF-16 code units of what stands in front of the caret when a scene asks for text. */
  value: 1_024,
} as const;

/** From the page: what the keyboard did. The caret moves first, then characters go, then the text comes. */
export interface TextEdit {
  readonly type: 'text';
  readonly seq: number;
  readonly action: (typeof TEXT_ACTIONS)[number];
  /** Characters that the caret moves by; negative to the start of the text. */
  readonly caret: number;
  /** Characters that go in front of the caret. */
  readonly before: number;
  /** Characters that go behind it. */
  readonly after: number;
  /** At most {@link TEXT_LIMITS}`.edit`. */
  readonly text: string;
  /** A key that came as such has made it. */
  readonly keyed: boolean;
}

/** Where the text is in the picture, in 1/65535 of it: left, top, width, height. Empty where the scene does not say. */
export type TextBox = readonly [x: number, y: number, width: number, height: number] | readonly [];

/** From the scene: whether it wants text, and where. */
export interface TextFieldRequest {
  readonly type: 'textField';
  readonly wanted: boolean;
  readonly mode: InputMode;
  /** What stands in front of the caret: input methods go by it. At most {@link TEXT_LIMITS}`.value`. */
  readonly value: string;
  readonly box: TextBox;
}

const UINT32 = 0xffff_ffff;

/** The fields of an edit behind its type. */
export function textFields({ seq, action, caret, before, after, text, keyed }: TextEdit): readonly unknown[] {
  return [seq, TEXT_ACTIONS.indexOf(action), caret, before, after, text, keyed];
}

/** @throws RemoteViewError `malformed-message` */
export function readText(fields: Fields): TextEdit {
  return {
    type: 'text',
    seq: fields.int(1, UINT32),
    action: fields.oneOf(TEXT_ACTIONS),
    caret: fields.int(-TEXT_LIMITS.reach, TEXT_LIMITS.reach),
    before: fields.int(0, TEXT_LIMITS.reach),
    after: fields.int(0, TEXT_LIMITS.reach),
    text: fields.string(TEXT_LIMITS.edit),
    keyed: fields.boolean(),
  };
}

/** The fields behind the type. */
export function textFieldFields({ wanted, mode, value, box }: TextFieldRequest): readonly unknown[] {
  return [wanted, INPUT_MODES.indexOf(mode), value, ...box];
}

/** @throws RemoteViewError `malformed-message` */
export function readTextField(fields: Fields): TextFieldRequest {
  const request = {
    type: 'textField',
    wanted: fields.boolean(),
    mode: fields.oneOf(INPUT_MODES),
    value: fields.string(TEXT_LIMITS.value),
  } as const;
  if (fields.isAtEnd) return { ...request, box: [] };
  const side = (): number => fields.int(0, POSITION_MAX);
  return { ...request, box: [side(), side(), side(), side()] };
}
