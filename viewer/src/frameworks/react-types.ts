/** `<remote-view>` in the JSX of React 19: `import '@remote-view/viewer/types/react'` in a `.d.ts` file. */
import type { DetailedHTMLProps, HTMLAttributes } from 'react';
import type { RemoteView } from '../remote-view.ts';
import type { RemoteViewAttributes, RemoteViewHandlers, RemoteViewProperties } from './props.ts';

export type RemoteViewTag = Omit<
  DetailedHTMLProps<HTMLAttributes<RemoteView>, RemoteView>,
  keyof RemoteViewProperties | keyof RemoteViewHandlers
> &
  RemoteViewProperties &
  RemoteViewAttributes &
  RemoteViewHandlers;

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'remote-view': RemoteViewTag;
    }
  }
}
