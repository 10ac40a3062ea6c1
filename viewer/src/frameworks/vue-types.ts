/** `<remote-view>` in the templates of Vue 3: `import '@remote-view/viewer/types/vue'` in a `.d.ts` file. */
import type { HTMLAttributes, PublicProps } from 'vue';
import type { RemoteView } from '../remote-view.ts';
import type { RemoteViewAttributes, RemoteViewEvents, RemoteViewProperties } from './props.ts';

/** `@statechange` in a template is `onStatechange` among the props. */
type Listeners = {
  [Name in keyof RemoteViewEvents as `on${Capitalize<Name>}`]?: ((event: RemoteViewEvents[Name]) => void) | undefined;
};

/** Vue reads what a tag takes off the type of an instance. */
type RemoteViewInTemplates = new () => RemoteView & {
  /** @deprecated Only for the templates' types; no such property exists. */
  readonly $props: Omit<HTMLAttributes, keyof Listeners> &
    RemoteViewProperties &
    RemoteViewAttributes &
    Listeners &
    PublicProps;
};

declare module 'vue' {
  interface GlobalComponents {
    'remote-view': RemoteViewInTemplates;
    RemoteView: RemoteViewInTemplates;
  }
}
