/** What a page can ask of the viewer, and the check of it: pages are not to be trusted. */
import type { PlainValue } from '@remote-view/renderer-host';

export const SHADINGS = ['shaded', 'wireframe', 'normals', 'clay'] as const;
export type Shading = (typeof SHADINGS)[number];
/** What can be on or off. */
export const SWITCHES = ['grid', 'bounds', 'turntable', 'animation'] as const;
export type Switch = (typeof SWITCHES)[number];

export type PageMessage =
  | { readonly type: 'shading'; readonly name: Shading }
  | { readonly type: 'switch'; readonly name: Switch; readonly on: boolean }
  /** Moves the camera to where all of the model is seen. */
  | { readonly type: 'fit' }
  /** Back to the model that was there first. */
  | { readonly type: 'example' }
  /** Asks for the state: a page that came later has not heard it. */
  | { readonly type: 'state' };

/** Returns the message, or what is wrong with it in words for the page's author. */
export function parsePageMessage(payload: PlainValue): PageMessage | string {
  if (payload === null || typeof payload !== 'object' || Array.isArray(payload)) return 'A message is an object.';
  const { type, name, on } = payload as { readonly [key: string]: PlainValue | undefined };
  switch (type) {
    case 'shading': {
      const shading = SHADINGS.find((known) => known === name);
      return shading === undefined ? `'name' is none of ${SHADINGS.join(', ')}.` : { type, name: shading };
    }
    case 'switch': {
      const known = SWITCHES.find((candidate) => candidate === name);
      if (known === undefined) return `'name' is none of ${SWITCHES.join(', ')}.`;
      return typeof on === 'boolean' ? { type, name: known, on } : "'on' is true or false.";
    }
    case 'fit':
    case 'example':
    case 'state':
      return { type };
    default:
      return "'type' is none of shading, switch, fit, example, state.";
  }
}
