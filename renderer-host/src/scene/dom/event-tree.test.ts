import { describe, expect, it } from 'vitest';
import { TreeNode } from './event-tree.ts';

class Node extends TreeNode {
  readonly #parent: Node | null;
  constructor(parent: Node | null) {
    super();
    this.#parent = parent;
  }
  get eventParent(): Node | null {
    return this.#parent;
  }
}

function setUp() {
  const root = new Node(null);
  const middle = new Node(root);
  const leaf = new Node(middle);
  const heard: string[] = [];
  const hear = (node: Node, name: string, options?: boolean | AddEventListenerOptions): void =>
    node.addEventListener('ring', ({ eventPhase }) => heard.push(`${name} ${eventPhase}`), options);
  return { root, middle, leaf, heard, hear };
}

const ring = (init: EventInit = { bubbles: true, cancelable: true }): Event => new Event('ring', init);

describe('an event', () => {
  it('goes down to its target through those that capture, and up again through the others', () => {
    const { root, middle, leaf, heard, hear } = setUp();
    hear(root, 'root');
    hear(root, 'root captures', true);
    hear(middle, 'middle');
    hear(leaf, 'leaf');
    hear(leaf, 'leaf captures', { capture: true });
    leaf.dispatchEvent(ring());
    expect(heard).toEqual(['root captures 1', 'leaf captures 2', 'leaf 2', 'middle 3', 'root 3']);
  });

  it('that does not bubble is heard by its target and those that capture', () => {
    const { root, middle, leaf, heard, hear } = setUp();
    hear(root, 'root captures', true);
    hear(middle, 'middle');
    hear(leaf, 'leaf');
    leaf.dispatchEvent(ring({ bubbles: false }));
    expect(heard).toEqual(['root captures 1', 'leaf 2']);
  });

  it('tells where it is, and no more once it is done', () => {
    const { root, leaf } = setUp();
    const event = ring();
    const places: unknown[] = [];
    root.addEventListener('ring', ({ target, currentTarget }) =>
      places.push([target === leaf, currentTarget === root]),
    );
    root.addEventListener('ring', (heard) => places.push(heard.composedPath().length));
    leaf.dispatchEvent(event);
    expect(places).toEqual([[true, true], 3]);
    expect([event.target === leaf, event.currentTarget, event.eventPhase, event.composedPath()]).toEqual([
      true,
      null,
      0,
      [],
    ]);
  });

  it('can be stopped on its way, and at once', () => {
    const { root, middle, leaf, heard, hear } = setUp();
    hear(root, 'root');
    middle.addEventListener('ring', (event) => event.stopPropagation(), { once: true });
    hear(middle, 'middle');
    leaf.dispatchEvent(ring());
    expect(heard.splice(0)).toEqual(['middle 3']);
    leaf.addEventListener('ring', (event) => event.stopImmediatePropagation());
    hear(leaf, 'leaf');
    leaf.dispatchEvent(ring());
    expect(heard.splice(0)).toEqual([]);
    // The older name of stopPropagation().
    root.addEventListener('ring', (event) => void Object.assign(event, { cancelBubble: true }), true);
    hear(root, 'root captures', true);
    leaf.dispatchEvent(ring());
    expect(heard).toEqual(['root captures 1']);
  });

  it('can be dispatched again, elsewhere', () => {
    const { root, middle, heard, hear } = setUp();
    hear(root, 'root');
    const event = ring();
    middle.dispatchEvent(event);
    root.dispatchEvent(event);
    expect(heard).toEqual(['root 3', 'root 2']);
    expect(event.target).toBe(root);
  });

  it('has its default prevented, but not by a passive listener', () => {
    const { leaf } = setUp();
    leaf.addEventListener('ring', (event) => event.preventDefault(), { passive: true });
    expect(leaf.dispatchEvent(ring())).toBe(true);
    leaf.addEventListener('ring', (event) => event.preventDefault());
    expect(leaf.dispatchEvent(ring())).toBe(false);
    expect(leaf.dispatchEvent(ring({ cancelable: false }))).toBe(true);
  });
});

describe('a listener', () => {
  it('is called once where it asks for that, and not after its signal', () => {
    const { leaf, heard, hear } = setUp();
    const ending = new AbortController();
    hear(leaf, 'once', { once: true });
    hear(leaf, 'until', { signal: ending.signal });
    hear(leaf, 'never', { signal: AbortSignal.abort() });
    leaf.dispatchEvent(ring());
    ending.abort();
    leaf.dispatchEvent(ring());
    expect(heard).toEqual(['once 2', 'until 2']);
  });

  it('is added once for each phase, and removed from the one that is named', () => {
    const { leaf } = setUp();
    let calls = 0;
    const count = (): void => void calls++;
    for (const capture of [false, true, false, true]) leaf.addEventListener('ring', count, capture);
    leaf.dispatchEvent(ring());
    expect(calls).toBe(2);
    leaf.removeEventListener('ring', count, { capture: true });
    leaf.removeEventListener('ring', null);
    leaf.addEventListener('ring', null);
    leaf.dispatchEvent(ring());
    expect(calls).toBe(3);
  });

  it('that was removed by an earlier one is not called, and one that was added waits for the next event', () => {
    const { leaf, heard, hear } = setUp();
    const late = (): void => void heard.push('late');
    leaf.addEventListener('ring', () => {
      leaf.removeEventListener('ring', late);
      hear(leaf, 'new');
    });
    leaf.addEventListener('ring', late);
    leaf.dispatchEvent(ring());
    expect(heard).toEqual([]);
  });

  it('may be an object with handleEvent, or a property of the element', () => {
    const { leaf, heard } = setUp();
    leaf.addEventListener('ring', { handleEvent: () => heard.push('object') });
    Object.assign(leaf, {
      onring(this: unknown) {
        heard.push(`property of ${this === leaf ? 'the element' : 'nothing'}`);
        return false;
      },
    });
    expect(leaf.dispatchEvent(ring())).toBe(false);
    expect(heard).toEqual(['object', 'property of the element']);
  });
});
