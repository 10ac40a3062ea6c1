/** What a page can ask of the atlas, and the check of it: pages are not to be trusted. */
import type { PlainValue } from '@remote-view/renderer-host';
import { MEASURES, type Measure } from './places.ts';

export type PageMessage =
  | { readonly type: 'measure'; readonly name: Measure }
  /** Goes to a town; null goes back to the whole map. */
  | { readonly type: 'town'; readonly id: string | null }
  /** Asks for the state: a page that came later has not heard it. */
  | { readonly type: 'state' };

/** Returns the message, or what is wrong with it in words for the page's author. */
export function parsePageMessage(payload: PlainValue): PageMessage | string {
  if (payload === null || typeof payload !== 'object' || Array.isArray(payload)) return 'A message is an object.';
  const { type, name, id } = payload as { readonly [key: string]: PlainValue | undefined };
  switch (type) {
    case 'measure': {
      const measure = MEASURES.find((known) => known === name);
      return measure === undefined ? `'name' is none of ${MEASURES.join(', ')}.` : { type, name: measure };
    }
    case 'town':
      return typeof id === 'string' || id === null ? { type, id } : "'id' is that of a town, or null.";
    case 'state':
      return { type };
    default:
      return "'type' is none of measure, town, state.";
  }
}
