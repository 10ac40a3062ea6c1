import { decodeHostData, SEMANTIC_LIMITS, type HostData, type SemanticPatch } from '@remote-view/protocol';
import { BoxGeometry, Group, Mesh, MeshBasicMaterial, PerspectiveCamera, Scene } from 'three/webgpu';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HeadlessCanvas } from '../dom/canvas.ts';
import { InputDispatcher } from '../dom/input-dispatcher.ts';
import { ViewerHand } from '../dom/testing/viewer-inputs.ts';
import { EVERY } from './ledger.ts';
import { Semantics } from './semantics.ts';

const SIZE = { width: 400, height: 400 };

/** The channel of a scene, what it sent, and the hand of a viewer. */
class Fixture {
  readonly canvas = new HeadlessCanvas({ ...SIZE, pixelRatio: 1 });
  readonly sent: HostData[] = [];
  /** Of each that was sent ever, whom it was for; undefined for all. */
  readonly to: (number | undefined)[] = [];
  readonly channel = new Semantics({
    canvas: this.canvas,
    send: (bytes, viewer) => {
      this.sent.push(decodeHostData(bytes));
      this.to.push(viewer);
    },
    now: () => Date.now(),
  });
  readonly #dispatcher = new InputDispatcher(this.canvas);
  readonly hand = this.#hand(1);
  readonly otherHand = this.#hand(2);

  #hand(viewer: number): ViewerHand {
    return new ViewerHand(SIZE, (input) => {
      if ('pointerId' in input) this.channel.pointed(viewer);
      this.#dispatcher.dispatch(viewer, input);
    });
  }

  /** What was sent since the last call, once the scene's turn is over. */
  async said(): Promise<HostData[]> {
    await Promise.resolve();
    return this.sent.splice(0);
  }

  async patches(): Promise<SemanticPatch[]> {
    return (await this.said()).filter((data): data is SemanticPatch => data.type === 'semantics');
  }
}

/** Two cubes before a camera that sees 4 x 4 at their distance; the second one is in a group. */
function twoCubes() {
  const cube = (x: number): Mesh => {
    const mesh = new Mesh(new BoxGeometry(1, 1, 0.01), new MeshBasicMaterial());
    mesh.position.set(x, 0, -2);
    return mesh;
  };
  const [left, right] = [cube(-1), cube(1)];
  const group = new Group().add(right);
  const scene = new Scene().add(left, group);
  const camera = new PerspectiveCamera(90, 1, 0.1, 100);
  const draw = (): void => {
    scene.updateMatrixWorld();
    camera.updateMatrixWorld();
  };
  draw();
  return { left, right, group, camera, draw };
}

const button = (id: string) => ({ id, role: 'button', name: id, onActivate: () => {} }) as const;
const box = { x: 0, y: 0, width: 0.5, height: 0.5 };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('the semantic channel', () => {
  it('says nothing before a viewer is there, and then everything, once', async () => {
    const made = new Fixture();
    made.channel.label = 'a room';
    made.channel.add({ ...button('lamp'), box });
    made.channel.announce('nobody hears it');
    made.channel.frame();
    expect(await made.said()).toEqual([]);
    made.channel.heard(1);
    expect(await made.said()).toMatchObject([
      {
        type: 'semantics',
        whole: true,
        label: 'a room',
        items: [{ name: 'lamp' }],
        boxes: [{ box: [0, 0, 32768, 32768] }],
      },
    ]);
    made.channel.heard(1);
    expect(await made.said()).toEqual([]);
    made.channel.heard(2);
    expect(await made.patches()).toMatchObject([{ whole: true }]);
    expect(made.to).toEqual([1, 2]);
  });

  it('is silent for who comes to a scene that says nothing', async () => {
    const made = new Fixture();
    made.channel.heard(1);
    made.channel.frame();
    expect(await made.said()).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('tells who comes back that what was there is gone', async () => {
    const made = new Fixture();
    const lamp = made.channel.add({ ...button('lamp'), box });
    made.channel.heard(1);
    made.channel.gone(1);
    lamp.remove();
    await made.said();
    made.channel.heard(2);
    expect(await made.patches()).toMatchObject([{ whole: true, items: [], boxes: [] }]);
  });

  it('lets two items track one object', async () => {
    const made = new Fixture();
    const { left, camera } = twoCubes();
    for (const id of ['one', 'two']) made.channel.add(button(id)).track(left, camera).update({ description: 'twin' });
    made.channel.heard(1);
    expect((await made.patches())[0]!.boxes).toHaveLength(2);
  });

  it('joins the changes of a turn, and those that come too fast, and tells the last although no frame comes', async () => {
    const made = new Fixture();
    const lamp = made.channel.add({ ...button('lamp'), box });
    made.channel.heard(1);
    await made.said();
    vi.advanceTimersByTime(EVERY);
    lamp.update({ name: 'a' });
    lamp.update({ name: 'b', pressed: true });
    expect(await made.said()).toMatchObject([{ items: [{ name: 'b', on: true }], boxes: [] }]);
    lamp.update({ name: 'c' });
    expect(await made.said()).toEqual([]);
    vi.advanceTimersByTime(EVERY);
    expect(await made.said()).toMatchObject([{ items: [{ name: 'c' }] }]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('follows what an item tracks ten times a second, and to its end', async () => {
    const made = new Fixture();
    const { left, camera, draw } = twoCubes();
    made.channel.add(button('lamp')).track(left, camera);
    made.channel.heard(1);
    const [whole] = await made.patches();
    const start = whole!.boxes[0]!.box[0]!;
    for (let frame = 1; frame <= 60; frame++) {
      left.position.x = -1 + frame / 60;
      draw();
      made.channel.frame();
      vi.advanceTimersByTime(1_000 / 60);
    }
    vi.advanceTimersByTime(EVERY);
    const patches = await made.patches();
    expect(patches.length).toBeLessThanOrEqual(11);
    expect(patches.length).toBeGreaterThanOrEqual(8);
    expect(patches.at(-1)!.boxes[0]!.box[0]! - start).toBeCloseTo(65_535 / 4, -3);
    left.visible = false;
    made.channel.frame();
    vi.advanceTimersByTime(EVERY);
    expect(await made.patches()).toMatchObject([{ items: [], boxes: [{ box: [] }] }]);
  });

  it('tells announcements in order, the newest eight of a turn', async () => {
    const made = new Fixture();
    made.channel.heard(1);
    for (let index = 0; index < 12; index++) made.channel.announce(`word ${index}`);
    const words = (await made.said()).map((data) => (data.type === 'announce' ? data.text : ''));
    expect(words).toEqual(Array.from({ length: 8 }, (_, index) => `word ${index + 4}`));
  });

  it('refuses an id that is taken, and more items than a viewer takes', () => {
    const { channel } = new Fixture();
    for (let index = 0; index < SEMANTIC_LIMITS.items; index++) channel.add(button(`${index}`));
    expect(() => channel.add(button('7'))).toThrow('two items of one id');
    expect(() => channel.add(button('more'))).toThrow(expect.objectContaining({ code: 'bad-configuration' }));
    channel.get('7')!.remove();
    expect(channel.add(button('more')).id).toBe('more');
  });

  it('forgets an item that is removed, which can be said again as another', async () => {
    const made = new Fixture();
    const first = made.channel.add({ ...button('lamp'), box });
    made.channel.heard(1);
    const [before] = await made.patches();
    vi.advanceTimersByTime(EVERY);
    first.remove();
    first.update({ name: 'ghost' });
    const second = made.channel.add({ ...button('lamp'), box });
    first.remove();
    expect(made.channel.get('lamp')).toBe(second);
    const [after] = await made.patches();
    expect(after!.removed).toEqual([before!.items[0]!.ref]);
    expect(after!.items[0]!.ref).not.toBe(before!.items[0]!.ref);
  });
});

describe('an act of a viewer', () => {
  it('reaches the item, and is ignored and counted where there is none or it is disabled', () => {
    const { channel } = new Fixture();
    const heard: string[] = [];
    const lamp = channel.add({ ...button('lamp'), onActivate: () => heard.push('on') });
    const act = (ref: number): void => channel.act({ type: 'act', seq: 1, ref, action: 'activate', steps: 0 });
    act(1);
    act(2);
    lamp.update({ disabled: true });
    act(1);
    lamp.remove();
    act(1);
    expect(heard).toEqual(['on']);
    expect(channel.counts).toEqual({ acts: 4, ignored: 3 });
  });
});

describe('the cursor', () => {
  const hover = (data: readonly HostData[]): unknown[] => data.filter(({ type }) => type === 'hover');

  it('is that of the item under the pointer, and so is the tooltip; a parent’s item counts', async () => {
    const made = new Fixture();
    const { left, group, camera } = twoCubes();
    made.channel.add({ ...button('lamp'), tooltip: 'Turns it on' }).track(left, camera);
    made.channel.add({ ...button('door'), cursor: 'grab' }).track(group, camera);
    made.channel.hover(camera, [left, group]);
    made.channel.heard(1);
    made.channel.frame();
    await made.said();
    const over = async (x: number, y: number): Promise<unknown[]> => {
      made.hand.moveTo(x, y);
      made.channel.frame();
      return hover(await made.said());
    };
    expect(await over(100, 200)).toEqual([{ type: 'hover', cursor: 'pointer', tooltip: 'Turns it on' }]);
    expect(made.channel.hovered?.id).toBe('lamp');
    expect(await over(110, 200), 'nothing new').toEqual([]);
    expect(await over(300, 200)).toEqual([{ type: 'hover', cursor: 'grab', tooltip: 'door' }]);
    expect(await over(200, 20)).toEqual([{ type: 'hover', cursor: 'default', tooltip: '' }]);
    expect(made.channel.hovered).toBeUndefined();
  });

  it('stays with what is dragged, and what is removed has none', async () => {
    const made = new Fixture();
    const { left, camera } = twoCubes();
    const lamp = made.channel.add(button('lamp')).track(left, camera);
    made.channel.hover(camera, [left]);
    made.channel.heard(1);
    made.hand.moveTo(100, 200);
    made.channel.frame();
    made.hand.press();
    made.hand.moveTo(200, 20);
    made.channel.frame();
    expect(made.channel.hovered?.id).toBe('lamp');
    made.hand.release();
    await made.said();
    lamp.remove();
    expect(hover(await made.said())).toEqual([{ type: 'hover', cursor: 'default', tooltip: '' }]);
  });

  it('is the one that the scene sets before all others, at once, and that of the canvas’s style behind them', async () => {
    const made = new Fixture();
    made.channel.heard(1);
    made.canvas.style['cursor'] = 'grab';
    made.channel.frame();
    expect(await made.said()).toEqual([{ type: 'hover', cursor: 'grab', tooltip: '' }]);
    made.channel.cursor = 'wait';
    made.channel.tooltip = 'Thinking';
    expect(await made.said()).toEqual([{ type: 'hover', cursor: 'wait', tooltip: 'Thinking' }]);
    made.channel.cursor = null;
    made.channel.tooltip = '';
    made.canvas.style['cursor'] = 'url(evil.png), auto';
    expect(await made.said()).toEqual([{ type: 'hover', cursor: 'default', tooltip: '' }]);
    expect(() => (made.channel.cursor = 'finger' as 'pointer')).toThrow('unknown cursor');
  });

  it('is told to who comes later', async () => {
    const made = new Fixture();
    made.channel.heard(1);
    made.channel.cursor = 'crosshair';
    await made.said();
    made.channel.heard(2);
    expect(await made.said()).toEqual([{ type: 'hover', cursor: 'crosshair', tooltip: '' }]);
  });

  it('is each viewer’s own', async () => {
    const made = new Fixture();
    const { left, right, camera } = twoCubes();
    made.channel.add(button('lamp')).track(left, camera);
    made.channel.add({ ...button('door'), cursor: 'grab' }).track(right, camera);
    made.channel.hover(camera, [left, right]);
    for (const viewer of [1, 2]) made.channel.heard(viewer);
    await made.said();
    made.to.splice(0);
    made.hand.moveTo(100, 200);
    made.otherHand.moveTo(300, 200);
    made.channel.frame();
    expect(hover(await made.said())).toEqual([
      { type: 'hover', cursor: 'pointer', tooltip: 'lamp' },
      { type: 'hover', cursor: 'grab', tooltip: 'door' },
    ]);
    expect(made.to.slice(0, 2)).toEqual([1, 2]);
    expect(made.channel.hovered?.id, 'under the pointer that the scene heard of last').toBe('door');
    made.to.splice(0);
    made.otherHand.leave();
    made.channel.frame();
    expect(hover(await made.said())).toEqual([{ type: 'hover', cursor: 'default', tooltip: '' }]);
    expect(made.to).toEqual([2]);
    made.hand.moveTo(101, 200);
    expect(made.channel.hovered?.id).toBe('lamp');
    made.channel.gone(1);
    expect(made.channel.hovered).toBeUndefined();
  });

  it('is looked for once a frame, and not after its end', async () => {
    const made = new Fixture();
    const { left, camera } = twoCubes();
    const raycast = vi.spyOn(left, 'raycast');
    const end = made.channel.hover(camera, [left]);
    made.channel.heard(1);
    for (let x = 0; x < 200; x++) made.hand.moveTo(x, 200);
    made.channel.frame();
    made.channel.frame();
    expect(raycast).toHaveBeenCalledTimes(1);
    end();
    made.hand.moveTo(100, 200);
    made.channel.frame();
    expect(raycast).toHaveBeenCalledTimes(1);
  });
});

describe('the end', () => {
  it('leaves no timer, and says nothing more', async () => {
    const made = new Fixture();
    const lamp = made.channel.add({ ...button('lamp'), box });
    made.channel.heard(1);
    lamp.update({ name: 'a' });
    await made.said();
    made.channel.close();
    made.channel.close();
    lamp.update({ name: 'b' });
    vi.advanceTimersByTime(1_000);
    expect(await made.said()).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});
