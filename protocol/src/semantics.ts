/**
 * What a scene says about its picture beyond pixels: which things are in it, what they are called, where they are, and
 * which cursor belongs to what is under the pointer. The viewer makes an accessibility tree, tooltips and a cursor of it.
 *
 * Items are told as differences: a message holds the items that are new or changed, as a whole, the places that changed,
 * and the items that are gone. The first to a viewer holds everything (`whole`).
 */
import { wrong, type Fields } from './fields.ts';
import { POSITION_MAX } from './input-messages.ts';

/** What an item is; each is an element of HTML or a role of WAI-ARIA 1.2 in the viewer. */
export const SEMANTIC_ROLES = [
  'button',
  'link',
  'img',
  'checkbox',
  'slider',
  'tab',
  'heading',
  'text',
  'group',
] as const;
export type SemanticRole = (typeof SEMANTIC_ROLES)[number];

/** The cursors of CSS that need no image (CSS Basic User Interface 4, section 6.1). */
export const CURSORS = [
  'default',
  'none',
  'context-menu',
  'help',
  'pointer',
  'progress',
  'wait',
  'cell',
  'crosshair',
  'text',
  'vertical-text',
  'alias',
  'copy',
  'move',
  'no-drop',
  'not-allowed',
  'grab',
  'grabbing',
  'all-scroll',
  'col-resize',
  'row-resize',
  'n-resize',
  'e-resize',
  's-resize',
  'w-resize',
  'ne-resize',
  'nw-resize',
  'se-resize',
  'sw-resize',
  'ew-resize',
  'ns-resize',
  'nesw-resize',
  'nwse-resize',
  'zoom-in',
  'zoom-out',
] as const;
export type Cursor = (typeof CURSORS)[number];

/**
 * A cursor that a scene drew, as the URL of an image within the message: whoever gets it fetches nothing. Nothing else is
 * let through, because it ends in a style of the page.
 */
export interface CursorImage {
  /** `data:image/…;base64,…`, at most {@link SEMANTIC_LIMITS.cursorUrl} characters. */
  readonly url: string;
  /** The point of the cursor that points, CSS pixels from its left and top edge. */
  readonly x: number;
  readonly y: number;
  /** Pixels of the image for one CSS pixel. */
  readonly density: number;
}

/** Largest side that browsers draw a cursor with, CSS pixels. */
export const CURSOR_SIDE = 128;
export const CURSOR_DENSITY = { least: 0.5, most: 4 } as const;
const CURSOR_URL = /^data:image\/(?:png|webp|gif|svg\+xml);base64,[A-Za-z0-9+/]+={0,2}$/u;

/** - `activate`: a click or a key did what a click does. - `step`: a slider, by {@link SemanticAct.steps}. */
export const SEMANTIC_ACTIONS = ['activate', 'focus', 'blur', 'step'] as const;
export type SemanticAction = (typeof SEMANTIC_ACTIONS)[number];

/** Bounds of what is said; texts count UTF-16 code units. */
export const SEMANTIC_LIMITS = {
  items: 256,
  /** Name of an item and of the whole picture. */
  name: 120,
  description: 240,
  tooltip: 240,
  cursorUrl: 8_192,
  announcement: 500,
  /** Order of the focus: -order..order. */
  order: 1_000_000,
  /** Values of a slider: -value..value. */
  value: 1e12,
  /** Steps of a slider in one message, in either direction. */
  steps: 1_000,
} as const;

export interface SliderRange {
  readonly value: number;
  readonly min: number;
  readonly max: number;
  /** Above 0. */
  readonly step: number;
}

export interface SemanticItem {
  /** Names the item on the wire; never used again for another one while the scene runs. */
  readonly ref: number;
  readonly role: SemanticRole;
  /** Items get the focus in this order; equal ones by `ref`. */
  readonly order: number;
  readonly name: string;
  /** Empty where there is none. */
  readonly description: string;
  /** Whether Tab stops here. */
  readonly focusable: boolean;
  readonly disabled: boolean;
  /** Checked, pressed or selected, by role; null where the item has no such state. */
  readonly on: boolean | null;
  /** Of a slider; null for every other role. */
  readonly range: SliderRange | null;
}

/** Where an item is, in 1/{@link POSITION_MAX} of the picture: left, top, width, height. Empty where it cannot be seen. */
export type SemanticBox = readonly [x: number, y: number, width: number, height: number] | readonly [];

export interface SemanticPatch {
  readonly type: 'semantics';
  /** It holds everything, or as much of it as one message takes: what was said before is void. */
  readonly whole: boolean;
  /** Accessible name of the whole picture; empty where the scene has none. */
  readonly label: string;
  readonly items: readonly SemanticItem[];
  readonly boxes: readonly { readonly ref: number; readonly box: SemanticBox }[];
  /** Items that are gone. */
  readonly removed: readonly number[];
}

/** What belongs to the thing under the pointer of this viewer; sent at once. */
export interface HoverInfo {
  readonly type: 'hover';
  readonly cursor: Cursor;
  /** Empty for none. */
  readonly tooltip: string;
  /** Drawn instead of `cursor` where the page can. */
  readonly image?: CursorImage;
}

/** Read out by a screen reader once. */
export interface Announcement {
  readonly type: 'announce';
  readonly text: string;
}

export type SemanticData = SemanticPatch | HoverInfo | Announcement;

/** From the page: somebody used an item without a pointer. */
export interface SemanticAct {
  readonly type: 'act';
  readonly seq: number;
  readonly ref: number;
  readonly action: SemanticAction;
  /** Of a `step`, negative for less; 0 for every other action. */
  readonly steps: number;
}

const UINT32 = 0xffff_ffff;
const FLAG = { focusable: 1, disabled: 2, hasState: 4, on: 8 } as const;
const MAX_FLAGS = 15;

/** The fields of a patch behind its type. */
export function patchFields({ whole, label, items, boxes, removed }: SemanticPatch): readonly unknown[] {
  return [whole, label, items.map(itemFields), boxes.map(({ ref, box }) => [ref, ...box]), removed];
}

/** @throws RemoteViewError `malformed-message` */
export function readPatch(fields: Fields): SemanticPatch {
  return {
    type: 'semantics',
    whole: fields.boolean(),
    label: fields.string(SEMANTIC_LIMITS.name),
    items: fields.lists(SEMANTIC_LIMITS.items).map(readItem),
    boxes: fields.lists(SEMANTIC_LIMITS.items).map(readBox),
    removed: fields.ints(SEMANTIC_LIMITS.items, 1, UINT32),
  };
}

/** The fields behind the type. */
export function hoverFields({ cursor, tooltip, image }: HoverInfo): readonly unknown[] {
  const drawn = image === undefined ? [] : [image.url, image.x, image.y, image.density];
  return [CURSORS.indexOf(cursor), tooltip, ...drawn];
}

/** Whether a cursor may be drawn from this. */
export function isCursorImage({ url, x, y, density }: CursorImage): boolean {
  const isPlace = (value: number): boolean => Number.isInteger(value) && value >= 0 && value < CURSOR_SIDE;
  const { least, most } = CURSOR_DENSITY;
  const isUrl = url.length <= SEMANTIC_LIMITS.cursorUrl && CURSOR_URL.test(url);
  return isUrl && isPlace(x) && isPlace(y) && density >= least && density <= most;
}

/** @throws RemoteViewError `malformed-message` */
export function readHover(fields: Fields): HoverInfo {
  const hover: HoverInfo = {
    type: 'hover',
    cursor: fields.oneOf(CURSORS),
    tooltip: fields.string(SEMANTIC_LIMITS.tooltip),
  };
  return fields.isAtEnd ? hover : { ...hover, image: readImage(fields) };
}

function readImage(fields: Fields): CursorImage {
  const url = fields.string(SEMANTIC_LIMITS.cursorUrl);
  const place = (): number => fields.int(0, CURSOR_SIDE - 1);
  const image = { url, x: place(), y: place(), density: fields.float(CURSOR_DENSITY.least, CURSOR_DENSITY.most) };
  if (!isCursorImage(image)) throw wrong('a cursor is no image');
  return image;
}

/** The fields of an act behind its type. */
export function actFields({ seq, ref, action, steps }: SemanticAct): readonly number[] {
  return [seq, ref, SEMANTIC_ACTIONS.indexOf(action), steps];
}

/** @throws RemoteViewError `malformed-message` */
export function readAct(fields: Fields): SemanticAct {
  return {
    type: 'act',
    seq: fields.int(1, UINT32),
    ref: fields.int(1, UINT32),
    action: fields.oneOf(SEMANTIC_ACTIONS),
    steps: fields.int(-SEMANTIC_LIMITS.steps, SEMANTIC_LIMITS.steps),
  };
}

/** The role comes first: it says how many there are. */
function itemFields(item: SemanticItem): readonly unknown[] {
  const { ref, role, order, name, description, focusable, disabled, on, range } = item;
  const state = on === null ? 0 : FLAG.hasState | (on ? FLAG.on : 0);
  const flags = (focusable ? FLAG.focusable : 0) | (disabled ? FLAG.disabled : 0) | state;
  const values = range === null ? [] : [range.value, range.min, range.max, range.step];
  return [SEMANTIC_ROLES.indexOf(role), ref, order, flags, name, description, ...values];
}

function readItem(fields: Fields): SemanticItem {
  const role = SEMANTIC_ROLES[fields.typeInt(0, SEMANTIC_ROLES.length - 1)]!;
  const ref = fields.int(1, UINT32);
  const order = fields.int(-SEMANTIC_LIMITS.order, SEMANTIC_LIMITS.order);
  const flags = fields.int(0, MAX_FLAGS);
  const has = (flag: number): boolean => (flags & flag) !== 0;
  const item = {
    ref,
    role,
    order,
    name: fields.string(SEMANTIC_LIMITS.name),
    description: fields.string(SEMANTIC_LIMITS.description),
    focusable: has(FLAG.focusable),
    disabled: has(FLAG.disabled),
    on: has(FLAG.hasState) ? has(FLAG.on) : null,
    range: role === 'slider' ? readRange(fields) : null,
  };
  fields.end();
  return item;
}

function readRange(fields: Fields): SliderRange {
  const { value: most } = SEMANTIC_LIMITS;
  return {
    value: fields.float(-most, most),
    min: fields.float(-most, most),
    max: fields.float(-most, most),
    step: fields.float(Number.MIN_VALUE, most),
  };
}

function readBox(fields: Fields): SemanticPatch['boxes'][number] {
  const ref = fields.typeInt(1, UINT32);
  if (fields.isAtEnd) return { ref, box: [] };
  const side = (): number => fields.int(0, POSITION_MAX);
  const box = [side(), side(), side(), side()] as const;
  fields.end();
  return { ref, box };
}
