/** One React app, for the server that writes its HTML and for the browser that takes it over. */
import type { RemoteView as RemoteViewElement } from '@remote-view/viewer';
import { RemoteView } from '@remote-view/viewer/react';
import { createElement, useState, type ReactElement } from 'react';

export interface Gateway {
  readonly src: string;
}

/** The same function for each render. */
function noteElement(element: RemoteViewElement | null): void {
  document.body.dataset['elements'] = [document.body.dataset['elements'], element?.localName ?? 'none'].join(' ');
}

export function App({ src }: Gateway): ReactElement {
  const [states, setStates] = useState<readonly string[]>([]);
  const [updates, setUpdates] = useState(0);
  return createElement(
    'main',
    null,
    createElement(RemoteView, {
      src,
      scene: 'colours',
      noInput: true,
      maxBitrate: 3_000,
      ref: noteElement,
      onstatsupdate: () => setUpdates((before) => before + 1),
      onstatechange: ({ state }) => setStates((before) => [...before, state]),
    }),
    createElement('output', { id: 'states' }, states.join(' ')),
    createElement('output', { id: 'updates' }, updates),
  );
}
