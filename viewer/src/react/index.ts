'use client';
/** `@remote-view/viewer/react`: the component, and the types of the element in JSX. */
export type { RemoteViewTag } from '../frameworks/react-types.ts';
export { RemoteView, type RemoteViewProps } from './remote-view.ts';
