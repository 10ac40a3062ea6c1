'use client';
/**
 * `<RemoteView>` for React 19. React itself can render `<remote-view>`; what it cannot do is what this is for:
 * - When React takes over a page from the server, it sets no property of a custom element that the HTML does not have. So
 *   properties become attributes, which are in that HTML.
 * - In such a page it does not listen to the events of a custom element either (react/react#35474). So listeners are added
 *   as soon as the component is mounted.
 * - Importing it registers the element.
 */
import { createElement, useImperativeHandle, useLayoutEffect, useRef } from 'react';
import type { HTMLAttributes, ReactElement, Ref } from 'react';
import '../define.ts';
import type { RemoteViewHandlers, RemoteViewProperties } from '../frameworks/props.ts';
import { RemoteView as RemoteViewElement } from '../remote-view.ts';

type OfEveryElement = Omit<HTMLAttributes<RemoteViewElement>, keyof RemoteViewProperties | keyof RemoteViewHandlers>;

/** Events have the names that they have in the DOM: `onstatechange`, `onmessage`. */
export interface RemoteViewProps extends OfEveryElement, RemoteViewProperties, RemoteViewHandlers {
  /** The element, for its methods. */
  readonly ref?: Ref<RemoteViewElement> | undefined;
}

type Options = Readonly<Record<string, { readonly type?: unknown; readonly attribute?: string | boolean }>>;
/** By type of event. */
type Handlers = Map<string, (event: Event) => void>;
const OPTIONS: Options = RemoteViewElement.properties;

/** Shows a remote scene; it takes what `<remote-view>` takes. */
export function RemoteView({ ref, ...props }: RemoteViewProps): ReactElement {
  const element = useRef<RemoteViewElement>(null);
  useImperativeHandle(ref, () => element.current!, []);
  const newest = useRef<Handlers>(new Map());
  const given: Record<string, unknown> = {};
  const handlers: Handlers = new Map();
  const properties: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(props)) {
    // React's own are in camel case.
    if (/^on[a-z]+$/u.test(name)) {
      if (typeof value === 'function') handlers.set(name.slice(2), value as (event: Event) => void);
    } else if (!Object.hasOwn(OPTIONS, name)) given[name] = value;
    else if (OPTIONS[name]!.attribute === false) properties[name] = value;
    else given[String(OPTIONS[name]!.attribute ?? name.toLowerCase())] = attributeValue(name, value);
  }
  useLayoutEffect(() => {
    newest.current = handlers;
    Object.assign(element.current ?? {}, properties);
  });
  // Handlers are new functions in each render; the listeners that call them stay.
  useLayoutEffect(() => {
    const listeners = new AbortController();
    for (const type of newest.current.keys()) {
      const listener = (event: Event): void => newest.current.get(type)?.(event);
      element.current?.addEventListener(type, listener, { signal: listeners.signal });
    }
    return () => listeners.abort();
  }, [[...handlers.keys()].join(' ')]);
  return createElement('remote-view', { ...given, ref: element });
}

/** As HTML has it, so that server and browser write the same. */
function attributeValue(name: string, value: unknown): unknown {
  // A switch that has a third position: as neither.
  if (typeof value === 'boolean' && OPTIONS[name]!.type !== Boolean) return value ? 'on' : 'off';
  return value ?? undefined;
}
