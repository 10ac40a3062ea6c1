/** What the compiler says about `<remote-view>` in each framework; the expectations are checked when types are. */
import type { JSX } from 'react';
import type { SvelteHTMLElements } from 'svelte/elements';
import { describe, expectTypeOf, it } from 'vitest';
import type { GlobalComponents } from 'vue';
import type { RemoteViewOwnEventMap } from '../events/event-map.ts';
import { RemoteView, type SceneMessageEvent, type StateChangeEvent } from '../index.ts';
import type { RemoteViewProps } from '../react/index.ts';
import './react-types.ts';
import './svelte-types.ts';
import './vue-types.ts';

type Handler<Event> = ((event: Event) => void) | undefined;

type InReact = JSX.IntrinsicElements['remote-view'];
type InSvelte = SvelteHTMLElements['remote-view'];
type InVue = InstanceType<GlobalComponents['remote-view']>['$props'];

describe('the types of <remote-view>', () => {
  it('are those of its properties in every framework', () => {
    expectTypeOf<InReact['maxBitrate']>().toEqualTypeOf<number | null | undefined>();
    expectTypeOf<InSvelte['maxBitrate']>().toEqualTypeOf<number | null | undefined>();
    expectTypeOf<InVue['maxBitrate']>().toEqualTypeOf<number | null | undefined>();
    expectTypeOf<RemoteViewProps['maxBitrate']>().toEqualTypeOf<number | null | undefined>();
    expectTypeOf<InReact['prefer']>().toEqualTypeOf<'auto' | 'sharp' | 'smooth' | undefined>();
  });

  it('have attributes by the names that they have in HTML', () => {
    expectTypeOf<InReact['no-input']>().toEqualTypeOf<boolean | undefined>();
    expectTypeOf<InSvelte['max-bitrate']>().toEqualTypeOf<string | number | undefined>();
    expectTypeOf<InVue['data-saver']>().toEqualTypeOf<string | number | undefined>();
  });

  it('give handlers the events of the element', () => {
    expectTypeOf<InReact['onstatechange']>().toEqualTypeOf<Handler<StateChangeEvent>>();
    expectTypeOf<InSvelte['onmessage']>().toEqualTypeOf<Handler<SceneMessageEvent>>();
    expectTypeOf<InVue['onMessage']>().toEqualTypeOf<Handler<SceneMessageEvent>>();
    expectTypeOf<RemoteViewProps['onmessage']>().toEqualTypeOf<Handler<SceneMessageEvent>>();
  });

  it('know the element where there is no framework', () => {
    expectTypeOf<HTMLElementTagNameMap['remote-view']>().toEqualTypeOf<RemoteView>();
    expectTypeOf<GlobalEventHandlersEventMap['statechange']>().toEqualTypeOf<StateChangeEvent>();
    expectTypeOf<HTMLElementEventMap['error']>().toEqualTypeOf<ErrorEvent>();
    expectTypeOf<Exclude<keyof RemoteViewOwnEventMap, 'error' | 'message'>>().toExtend<
      keyof GlobalEventHandlersEventMap
    >();
    expectTypeOf<'message' extends keyof HTMLElementEventMap ? true : false>().toEqualTypeOf<false>();
    expectTypeOf(RemoteView.prototype.addEventListener<'error'>)
      .parameter(0)
      .toEqualTypeOf<'error'>();
  });
});
