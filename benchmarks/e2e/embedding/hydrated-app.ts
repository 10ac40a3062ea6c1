/** One React app, for the server that writes its HTML and for the browser that takes it over. */
import { RemoteView } from '@remote-view/viewer/react';
import { createElement, useState, type ReactElement } from 'react';

export interface Gateway {
  readonly src: string;
}

export function App({ src }: Gateway): ReactElement {
  const [states, setStates] = useState<readonly string[]>([]);
  return createElement(
    'main',
    null,
    createElement(RemoteView, {
      src,
      scene: 'colours',
      noInput: true,
      maxBitrate: 3_000,
      onstatechange: ({ state }) => setStates((before) => [...before, state]),
    }),
    createElement('output', { id: 'states' }, states.join(' ')),
  );
}
