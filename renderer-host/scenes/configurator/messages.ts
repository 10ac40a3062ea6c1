/** What a page can ask of the configurator, and the check of it: pages are not to be trusted. */
import type { PlainValue } from '@remote-view/renderer-host';
import { FINISHES, type FinishName } from './finish.ts';
import { PARTS, type PartName } from './headphones.ts';

export type PageMessage =
  /** The selected part gets this colour, '#rrggbb'. */
  | { readonly type: 'paint'; readonly color: string }
  /** The selected part gets this finish. */
  | { readonly type: 'material'; readonly name: FinishName }
  /** Selects the part that the next messages are about. */
  | { readonly type: 'part'; readonly name: PartName }
  /** Asks for the state: a page that came later has not heard it. */
  | { readonly type: 'state' };

/** Returns the message, or what is wrong with it in words for the page's author. */
export function parsePageMessage(payload: PlainValue): PageMessage | string {
  if (payload === null || typeof payload !== 'object' || Array.isArray(payload)) return 'A message is an object.';
  const fields = payload as { readonly [key: string]: PlainValue | undefined };
  switch (fields['type']) {
    case 'paint': {
      const color = fields['color'];
      if (typeof color !== 'string' || !/^#[0-9a-f]{6}$/iu.test(color)) return "'color' is not of the form #rrggbb.";
      return { type: 'paint', color: color.toLowerCase() };
    }
    case 'material': {
      const name = FINISHES.find((finish) => finish === fields['name']);
      return name === undefined ? `'name' is none of ${FINISHES.join(', ')}.` : { type: 'material', name };
    }
    case 'part': {
      const name = PARTS.find((part) => part === fields['name']);
      return name === undefined ? `'name' is none of ${PARTS.join(', ')}.` : { type: 'part', name };
    }
    case 'state':
      return { type: 'state' };
    default:
      return "'type' is none of paint, material, part, state.";
  }
}
