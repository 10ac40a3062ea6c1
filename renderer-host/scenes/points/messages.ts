/** What a page can ask of the catalogue, and the check of it: pages are not to be trusted. */
import type { PlainValue } from '@remote-view/renderer-host';
import { ATTRIBUTES, type AttributeName } from './catalogue.ts';

export type PageMessage =
  /** Shows only the stars whose coloured attribute is in the range, in its unit. */
  | { readonly type: 'filter'; readonly min: number; readonly max: number }
  /** Asks for the state: a page that came later has not heard it. */
  | { readonly type: 'state' }
  /** Colours by another attribute; the filter opens. */
  | { readonly type: 'colour'; readonly by: AttributeName };

/** Returns the message, or what is wrong with it in words for the page's author. */
export function parsePageMessage(payload: PlainValue): PageMessage | string {
  if (payload === null || typeof payload !== 'object' || Array.isArray(payload)) return 'A message is an object.';
  const fields = payload as { readonly [key: string]: PlainValue | undefined };
  switch (fields['type']) {
    case 'filter': {
      const min = bound(fields['min'], -Infinity);
      const max = bound(fields['max'], Infinity);
      if (min === undefined || max === undefined) return "'min' and 'max' are numbers, or null for an open end.";
      return min <= max ? { type: 'filter', min, max } : "'min' is above 'max'.";
    }
    case 'colour': {
      const by = ATTRIBUTES.find((name) => name === fields['by']);
      return by === undefined ? `'by' is none of ${ATTRIBUTES.join(', ')}.` : { type: 'colour', by };
    }
    case 'state':
      return { type: 'state' };
    default:
      return "'type' is none of filter, colour, state.";
  }
}

function bound(value: PlainValue | undefined, open: number): number | undefined {
  if (value === null || value === undefined) return open;
  return typeof value === 'number' && !Number.isNaN(value) ? value : undefined;
}
