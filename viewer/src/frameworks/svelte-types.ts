/** `<remote-view>` in Svelte 5: `import '@remote-view/viewer/types/svelte'` in a `.d.ts` file. */
import type { HTMLAttributes } from 'svelte/elements';
import type { RemoteView } from '../remote-view.ts';
import type { RemoteViewAttributes, RemoteViewHandlers, RemoteViewProperties } from './props.ts';

declare module 'svelte/elements' {
  interface SvelteHTMLElements {
    'remote-view': Omit<HTMLAttributes<RemoteView>, keyof RemoteViewHandlers | keyof RemoteViewProperties> &
      RemoteViewProperties &
      RemoteViewAttributes &
      RemoteViewHandlers;
  }
}
