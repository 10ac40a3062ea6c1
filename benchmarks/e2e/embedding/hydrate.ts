import { createElement } from 'react';
import { hydrateRoot } from 'react-dom/client';
import { App } from './hydrated-app.ts';

const root = document.getElementById('app')!;
hydrateRoot(root, createElement(App, { src: root.dataset['src'] ?? '' }), {
  onRecoverableError: (error) => {
    document.title = `mismatch: ${String(error)}`;
  },
});
