/**
 * Events that travel as in a document: down from the window through listeners that capture, to the target, and up again
 * (DOM standard, section 2.9). Node's own `EventTarget` has no tree, calls those that capture with the others, and knows
 * no ancestors; what is here takes any `Event`, also one that a scene makes itself.
 *
 * A listener that throws stops nobody else, and not the scene: as in a page its error goes to the console. Two mice at once are
 * enough for OrbitControls to throw, and a viewer must not be able to end what others look at.
 */

import { reportError } from './report-error.ts';

type Callback = EventListenerOrEventListenerObject;

interface Listener {
  readonly callback: Callback;
  readonly capture: boolean;
  readonly once: boolean;
  readonly passive: boolean;
  removed: boolean;
}

export abstract class TreeNode extends EventTarget {
  readonly #listeners = new Map<string, Listener[]>();
  /** What listeners see in place of this node: the global object stands for the window once it is installed. */
  facade: object = this;

  /** Where an event goes from here; null ends its way. */
  abstract get eventParent(): TreeNode | null;

  override addEventListener(
    type: string,
    callback: Callback | null,
    options: boolean | AddEventListenerOptions = {},
  ): void {
    const { capture = false, once = false, passive = false, signal } = toOptions(options);
    if (callback === null || signal?.aborted === true) return;
    const listeners = this.#listeners.get(type) ?? [];
    if (listeners.some((known) => known.callback === callback && known.capture === capture)) return;
    this.#listeners.set(type, [...listeners, { callback, capture, once, passive, removed: false }]);
    signal?.addEventListener('abort', () => this.removeEventListener(type, callback, { capture }), { once: true });
  }

  override removeEventListener(
    type: string,
    callback: Callback | null,
    options: boolean | EventListenerOptions = {},
  ): void {
    const { capture = false } = toOptions(options);
    const listeners = this.#listeners.get(type) ?? [];
    const found = listeners.find((known) => known.callback === callback && known.capture === capture);
    if (found === undefined) return;
    // A list that is being gone through stays as it is; what is removed from it meanwhile is not called any more.
    found.removed = true;
    const rest = listeners.filter((known) => known !== found);
    if (rest.length > 0) this.#listeners.set(type, rest);
    else this.#listeners.delete(type);
  }

  /** @returns false where a listener prevented the default */
  override dispatchEvent(event: Event): boolean {
    const path = pathFrom(this);
    const way = new Way(event, path);
    for (const node of path.slice(1).reverse()) way.visit(node, Event.CAPTURING_PHASE, true);
    way.visit(this, Event.AT_TARGET, true);
    way.visit(this, Event.AT_TARGET, false);
    if (event.bubbles) for (const node of path.slice(1)) way.visit(node, Event.BUBBLING_PHASE, false);
    way.end();
    return !event.defaultPrevented;
  }

  /** Those of one phase, in the order in which they came; at last `onpointerdown` and its like. */
  listeners(type: string, capture: boolean): readonly Listener[] {
    const added = (this.#listeners.get(type) ?? []).filter((listener) => listener.capture === capture);
    const handler: unknown = Reflect.get(this.facade, `on${type}`);
    if (capture || typeof handler !== 'function') return added;
    const callback = (event: Event): void => {
      // `onclick = () => false` is a way to prevent the default.
      if (handler.call(this.facade, event) === false) event.preventDefault();
    };
    return [...added, { callback, capture: false, once: false, passive: false, removed: false }];
  }
}

/** One event's way through the tree: what it tells of it, and what its listeners decide. */
class Way {
  readonly #event: Event;
  #current: TreeNode | null = null;
  #phase: number = Event.NONE;
  #stopped = false;
  #stoppedAtOnce = false;
  #passive = false;

  constructor(event: Event, path: readonly TreeNode[]) {
    this.#event = event;
    const facades = path.map(({ facade }) => facade);
    const stop = (): void => void (this.#stopped = true);
    const shadowed: Record<string, PropertyDescriptor> = {
      target: { value: facades[0] },
      srcElement: { value: facades[0] },
      currentTarget: { get: () => this.#current?.facade ?? null },
      eventPhase: { get: () => this.#phase },
      composedPath: { value: () => (this.#current === null ? [] : [...facades]) },
      stopPropagation: { value: stop },
      stopImmediatePropagation: { value: () => (this.#stoppedAtOnce = this.#stopped = true) },
      cancelBubble: { get: () => this.#stopped, set: (value: boolean) => value && stop() },
      preventDefault: { value: () => this.#passive || Event.prototype.preventDefault.call(event) },
    };
    // Node's event answers these itself, for a dispatch of its own. Configurable: an event may be dispatched again.
    for (const [name, descriptor] of Object.entries(shadowed)) {
      Object.defineProperty(event, name, { ...descriptor, configurable: true });
    }
  }

  visit(node: TreeNode, phase: number, capture: boolean): void {
    if (this.#stopped) return;
    this.#current = node;
    this.#phase = phase;
    for (const listener of node.listeners(this.#event.type, capture)) {
      if (this.#stoppedAtOnce) return;
      if (!listener.removed) this.#call(node, listener);
    }
  }

  end(): void {
    this.#current = null;
    this.#phase = Event.NONE;
  }

  #call(node: TreeNode, { callback, capture, once, passive }: Listener): void {
    if (once) node.removeEventListener(this.#event.type, callback, { capture });
    this.#passive = passive;
    try {
      if (typeof callback === 'function') callback.call(node.facade as EventTarget, this.#event);
      else callback.handleEvent(this.#event);
    } catch (error) {
      reportError(`A listener of '${this.#event.type}'`, error);
    } finally {
      this.#passive = false;
    }
  }
}

/** From the target up to the root. */
function pathFrom(target: TreeNode): TreeNode[] {
  const path: TreeNode[] = [];
  for (let node: TreeNode | null = target; node !== null; node = node.eventParent) path.push(node);
  return path;
}

function toOptions(options: boolean | AddEventListenerOptions): AddEventListenerOptions {
  return typeof options === 'boolean' ? { capture: options } : options;
}
