/**
 * What `<remote-view>` takes in a template, in the terms that all frameworks share. It is made from the class, so that it
 * can say nothing else: each reactive property by its name and as an attribute, each event as a handler.
 */
import type { RemoteView } from '../remote-view.ts';
import type { RemoteViewOwnEventMap } from '../events/event-map.ts';

export type DeclaredProperty = Extract<keyof typeof RemoteView.properties, keyof RemoteView>;

/** `maxBitrate` is `max-bitrate` in HTML. */
type Hyphenated<Name extends string> = Name extends `${infer First}${infer Rest}`
  ? `${First extends Lowercase<First> ? First : `-${Lowercase<First>}`}${Hyphenated<Rest>}`
  : Name;

/** The reactive properties, all of which may be left out. */
export type RemoteViewProperties = {
  [Name in DeclaredProperty]?: RemoteView[Name] | undefined;
};

/** The attributes whose names are not those of their properties. */
export type RemoteViewAttributes = {
  [Name in DeclaredProperty as Exclude<Hyphenated<Name>, DeclaredProperty>]?:
    | (RemoteView[Name] extends boolean ? boolean : string | number)
    | undefined;
};

/** The element's own events, and `volumechange`, which other media elements have as well. */
export interface RemoteViewEvents extends RemoteViewOwnEventMap {
  volumechange: Event;
}

/** `onstatechange={…}`: how React 19, Preact, Solid and Svelte 5 listen to a custom element. */
export type RemoteViewHandlers = {
  [Name in keyof RemoteViewEvents as `on${Name}`]?: ((event: RemoteViewEvents[Name]) => void) | undefined;
};
