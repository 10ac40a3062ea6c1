/** Cuts a patch into messages that the `events` channel takes: at most 16,384 bytes and 4,096 values each. */
import type { SemanticPatch } from '@remote-view/protocol';

/** Bytes of one message at most, by the estimates below; the rest is for its head. */
const BUDGET = 15_000;
/** Its numbers and lengths; so few values go into a message that their count needs no look. */
const ITEM = 100;
const BOX = 24;
const REMOVED = 5;
/** Of UTF-8 for each UTF-16 code unit, at most. */
const BYTES_PER_UNIT = 3;

type Part = Pick<SemanticPatch, 'items' | 'boxes' | 'removed'>;
type Growing = { -readonly [K in keyof Part]: Part[K][number][] };

/** In order: whoever applies them one after the other has applied the patch. */
export function splitPatch(patch: SemanticPatch): SemanticPatch[] {
  const parts: Growing[] = [];
  let room = 0;
  const part = (bytes: number): Growing => {
    room -= bytes;
    if (room < 0 || parts.length === 0) {
      parts.push({ items: [], boxes: [], removed: [] });
      room = BUDGET - patch.label.length * BYTES_PER_UNIT - bytes;
    }
    return parts.at(-1)!;
  };
  part(0);
  for (const ref of patch.removed) part(REMOVED).removed.push(ref);
  for (const item of patch.items) {
    part(ITEM + BYTES_PER_UNIT * (item.name.length + item.description.length)).items.push(item);
  }
  for (const box of patch.boxes) part(BOX).boxes.push(box);
  return parts.map((content, index) => ({ ...patch, ...content, whole: patch.whole && index === 0 }));
}
