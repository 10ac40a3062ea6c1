/**
 * The views of a scene that has one for each viewer: begins them, ends them, and gives each its viewer's input. A scene
 * that all viewers see in one view has none here; who is there and the size that each asks for is known before it is known
 * which kind it is.
 */
import { encodeHostData, RemoteViewError, type Resize, type Rumbled } from '@remote-view/protocol';
import { hostNow } from '../../host-clock.ts';
import type { ArrivedInput } from '../dom/merge-moves.ts';
import type { ViewHandlers as SceneViewHandlers, SceneView } from '../sdk/views.ts';
import { Semantics } from '../semantics/semantics.ts';
import { Seats, type SeatChange } from './seats.ts';
import type { ViewSource } from './view-source.ts';
import { View, type ViewHandlers, type ViewOptions } from './view.ts';

export interface OwnViewsOptions {
  /** Of every view. */
  readonly view: Omit<ViewOptions, 'id'>;
  readonly handlers: ViewHandlers;
  /** To a viewer's page, encoded. */
  readonly send: (viewer: number, bytes: Uint8Array) => void;
  /** The scene put this into the clipboard of a viewer who copies. */
  readonly copied: (viewer: number, text: string) => void;
  /** From now on this viewer sees that view. */
  readonly watch: (viewer: number, view: number) => void;
}

export interface OwnViewsScene {
  /** Views at once. */
  readonly most: number;
  readonly limits: ViewOptions['limits'];
  sourceFor(canvas: View['canvas']): ViewSource;
  /** The scene's own `view`. */
  open(view: SceneView): SceneViewHandlers | void;
}

interface OwnView {
  readonly view: View;
  readonly source: ViewSource;
  readonly semantics: Semantics;
  readonly abort: AbortController;
}

export class OwnViews {
  readonly #options: OwnViewsOptions;
  /** Who is there: the size that each asked for last. */
  readonly #sizes = new Map<number, Resize | undefined>();
  readonly #views = new Map<number, OwnView>();
  #scene: OwnViewsScene | undefined;
  #seats = new Seats(0);
  #list: readonly View[] = [];

  constructor(options: OwnViewsOptions) {
    this.#options = options;
  }

  /** In the order in which they began. */
  get list(): readonly View[] {
    return this.#list;
  }

  /** The scene is set up, and has a view for each viewer. @throws what its `view` throws */
  begin(scene: OwnViewsScene): void {
    this.#scene = scene;
    this.#seats = new Seats(scene.most);
    for (const viewer of this.#sizes.keys()) this.#apply(this.#seats.join(viewer));
  }

  /** @throws what the scene's `view` throws */
  joined(viewer: number): void {
    if (this.#sizes.has(viewer)) return;
    this.#sizes.set(viewer, undefined);
    if (this.#scene !== undefined) this.#apply(this.#seats.join(viewer));
  }

  /** @throws what the scene's `dispose` or `view` throws */
  gone(viewer: number): void {
    this.#sizes.delete(viewer);
    this.#apply(this.#seats.leave(viewer));
  }

  /** Viewers are numbered anew. @throws what the scene's `dispose` or `view` throws */
  allGone(): void {
    // Nobody who looks on gets a view that would end at once.
    const viewers = [...this.#sizes.keys()].toReversed();
    for (const viewer of viewers) if (this.#seats.viewOf(viewer) === undefined) this.gone(viewer);
    for (const viewer of [...this.#sizes.keys()]) this.gone(viewer);
  }

  /** Lets go of everything that the viewer holds. @throws whatever the scene's listeners throw */
  release(viewer: number): void {
    this.#of(viewer)?.view.dispatcher.release(viewer);
  }

  /** This viewer said something; its view's next frame is wanted. */
  heard(viewer: number): void {
    const own = this.#of(viewer);
    own?.semantics.heard(viewer);
    own?.view.frameWanted();
  }

  rumbled(viewer: number, answer: Rumbled): void {
    this.#of(viewer)?.view.dispatcher.gamepads.rumbled(viewer, answer);
  }

  show(viewer: number, size: Resize): void {
    this.#sizes.set(viewer, size);
    this.#of(viewer)?.view.show(size);
  }

  /** @throws whatever the scene's listeners throw */
  dispatch(inputs: readonly ArrivedInput[]): void {
    // Of the clock that the scene sees.
    const offset = performance.now() - hostNow();
    for (const { viewer, input, receivedAt } of inputs) {
      const own = this.#of(viewer);
      if (own === undefined || input.type === 'message') continue;
      if ('pointerId' in input) own.semantics.pointed(viewer);
      if (input.type === 'act') own.semantics.act(input);
      else own.view.dispatcher.dispatch(viewer, input, receivedAt + offset);
    }
  }

  /** The views have been drawn. */
  frameEnds(): void {
    for (const { semantics } of this.#views.values()) semantics.frame();
  }

  /** The scene is being stopped. @throws what its `dispose` throws */
  close(): void {
    for (const view of [...this.#views.keys()]) this.#close(view);
  }

  #of(viewer: number): OwnView | undefined {
    const view = this.#seats.viewOf(viewer);
    return view === undefined ? undefined : this.#views.get(view);
  }

  #apply(changes: readonly SeatChange[]): void {
    for (const change of changes) {
      switch (change.type) {
        case 'open':
          this.#open(change.view, change.viewer);
          break;
        case 'watch':
          this.#options.watch(change.viewer, change.view);
          break;
        case 'close':
          this.#close(change.view);
          break;
        default:
          change satisfies never;
      }
    }
  }

  #open(id: number, viewer: number): void {
    const scene = this.#scene;
    if (scene === undefined) return;
    const view = new View({ ...this.#options.view, limits: scene.limits, id }, this.#options.handlers);
    const { canvas } = view;
    const send = (bytes: Uint8Array): void => this.#options.send(viewer, bytes);
    canvas.ownerDocument.lock.tell = (request) => send(encodeHostData(request));
    view.dispatcher.gamepads.tell = (rumble) => send(encodeHostData(rumble));
    view.dispatcher.text.handlers = {
      // The services hear of it by the canvas that all share.
      changed: () => undefined,
      copied: this.#options.copied,
    };
    const size = this.#sizes.get(viewer);
    if (size !== undefined) view.show(size);
    void view.warmUp();
    const semantics = new Semantics({ canvas, send, now: hostNow });
    const abort = new AbortController();
    const source = scene.sourceFor(canvas);
    this.#views.set(id, { view, source, semantics, abort });
    this.#list = [...this.#views.values()].map((own) => own.view);
    source.setUp(() =>
      scene.open({
        viewer,
        canvas: canvas as unknown as HTMLCanvasElement,
        get size() {
          return canvas.size;
        },
        send: (payload) => send(encodeHostData({ type: 'message', payload })),
        semantics: semantics.sdk,
        signal: abort.signal,
      }),
    );
    view.source = source;
    this.#options.handlers.changed();
  }

  #close(id: number): void {
    const own = this.#views.get(id);
    if (own === undefined) return;
    this.#views.delete(id);
    this.#list = [...this.#views.values()].map(({ view }) => view);
    own.abort.abort();
    own.semantics.close();
    own.view.dispatcher.releaseAll();
    own.view.close();
    own.source.close();
  }
}

/** How many views there may be. @throws RemoteViewError `scene-setup-failed` for what is no such number */
export function checkedMost(most: number): number {
  if (Number.isInteger(most) && most >= 1 && most <= MOST_VIEWS) return most;
  throw new RemoteViewError(
    'scene-setup-failed',
    `maxViews must be a whole number of 1 to ${MOST_VIEWS}, not ${most}.`,
  );
}

/** Views that a scene may ask for: more than one encoder thread keeps up with. */
const MOST_VIEWS = 16;
