/** Scenes with a view for each viewer: real scene processes, a real device and a real encoder. */
import { decodeHostData, type ViewerData } from '@remote-view/protocol';
import { afterEach, describe, expect, it } from 'vitest';
import { hasSoftwareGpu, where } from '../../gpu/testing/run-job.ts';
import type { ReceivedUnit } from '../../link/testing/link-server.ts';
import { TestSceneProcess } from '../testing/scene-process.ts';

const TIMEOUT_MS = 20_000;

/** Tells each viewer what becomes of its view; world frames and views are drawn in every frame. */
const EACH = `export default { views: 'each', maxViews: 2, setup({ renderer, send }) {
  let world = 0;
  return {
    update() { world++; },
    view(view) {
      let drawn = 0;
      view.canvas.addEventListener('keydown', () => view.send({ pressed: view.viewer }));
      view.signal.addEventListener('abort', () => send({ aborted: view.viewer }));
      return {
        draw(frame) {
          drawn++;
          renderer.setClearColor((drawn * 5 % 255) << 16);
          renderer.clear();
          if (drawn === 5) view.send({ drawn: view.viewer, worldIsAhead: world >= drawn });
        },
        resize(size) { view.send({ viewer: view.viewer, resized: size }); },
        dispose() { send({ disposed: view.viewer }); },
      };
    },
  };
} };`;

/** Draws on demand, one frame for each message of a page. */
const EACH_ON_DEMAND = `export default { views: 'each', frames: 'demand', setup({ renderer }) {
  let world = 0;
  return {
    update() { world++; },
    view(view) {
      return { draw() { renderer.setClearColor(world << 16); renderer.clear(); view.send(world); } };
    },
  };
} };`;

const PRESS: ViewerData = {
  type: 'key',
  seq: 7,
  action: 'down',
  code: 'KeyA',
  key: 'a',
  location: 0,
  repeat: false,
  modifiers: 0,
};

const processes: TestSceneProcess[] = [];
afterEach(async () => {
  await Promise.all(processes.splice(0).map((process) => process.close()));
});

async function run(source: string, viewers: readonly number[]): Promise<TestSceneProcess> {
  const process = await TestSceneProcess.run(source, viewers.length);
  processes.push(process);
  for (const viewer of viewers) await join(process, viewer);
  return process;
}

async function join({ server }: TestSceneProcess, viewer: number): Promise<void> {
  await server.until(() => server.has('control'));
  server.send('control', { type: 'joined', viewer, role: 'owner' });
}

function leave({ server }: TestSceneProcess, viewer: number): void {
  server.send('control', { type: 'gone', viewer });
}

function payloads({ server }: TestSceneProcess): unknown[] {
  return server.messages.map((bytes) => {
    const data = decodeHostData(bytes);
    return data.type === 'message' ? data.payload : data;
  });
}

async function said(process: TestSceneProcess, expected: unknown): Promise<void> {
  const text = JSON.stringify(expected);
  await process.server.until(() => payloads(process).some((payload) => JSON.stringify(payload) === text));
}

function units({ server }: TestSceneProcess, view: number): ReceivedUnit[] {
  return server.units.filter((unit) => unit.view === view);
}

describe.skipIf(!hasSoftwareGpu)(`a scene with a view for each viewer (${where})`, { timeout: TIMEOUT_MS }, () => {
  it('draws each view in the frames of one world, and begins each with an IDR', async () => {
    const process = await run(EACH, [1, 2]);
    await process.server.until(() => units(process, 1).length >= 8 && units(process, 2).length >= 8);
    expect(process.server.views.slice(0, 2)).toEqual([
      { type: 'watch', viewer: 1, view: 1 },
      { type: 'watch', viewer: 2, view: 2 },
    ]);
    for (const view of [1, 2]) {
      expect(
        units(process, view)
          .map(({ keyFrame }) => keyFrame)
          .slice(0, 3),
      ).toEqual([true, false, false]);
    }
    expect(process.server.units.some(({ view }) => view === undefined)).toBe(false);
    // Views that share a frame have its number and its start.
    const starts = new Set(units(process, 1).map(({ startedAt }) => startedAt));
    const together = units(process, 2).filter(({ startedAt }) => starts.has(startedAt));
    expect(together.length).toBeGreaterThan(units(process, 2).length / 2);
    await said(process, { drawn: 1, worldIsAhead: true });
    await said(process, { drawn: 2, worldIsAhead: true });
  });

  it('gives a small JPEG of the view that is there longest, also behind one that has ended', async () => {
    const process = await run(EACH, [1, 2]);
    await process.server.until(() => units(process, 2).length > 0);
    const thumbnails = () => process.messages.filter((message) => message.type === 'thumbnail');
    for (const count of [1, 2]) {
      process.tell({ type: 'thumbnail' });
      await process.until(() => thumbnails().length === count);
      expect(thumbnails().at(-1)).toHaveProperty('jpeg');
      leave(process, 1);
      await process.server.until(() => process.server.views.some(({ type }) => type === 'view-end'));
    }
  });

  it('brings views together that began apart, so that the world moves once for both', async () => {
    const process = await run(EACH, [1]);
    // At some time between two frames.
    await process.server.until(() => units(process, 1).length > 10);
    await join(process, 2);
    await process.server.until(() => units(process, 2).length > 40);
    const starts = new Set(units(process, 1).map(({ startedAt }) => startedAt));
    const late = units(process, 2).slice(20, 40);
    expect(late.filter(({ startedAt }) => starts.has(startedAt)).length).toBeGreaterThan(15);
  });

  it('has nothing to draw before somebody comes, and runs', async () => {
    const process = await run(EACH, []);
    await process.told('running');
    await join(process, 3);
    process.server.send('control', { type: 'viewers', count: 1 });
    await process.server.until(() => process.server.units.length > 3);
  });

  it('resizes one view and leaves the other alone', async () => {
    const process = await run(EACH, [1, 2]);
    await process.server.until(() => units(process, 1).length > 3 && units(process, 2).length > 3);
    await process.input({ type: 'resize', width: 320, height: 180, devicePixelRatio: 1 }, 2);
    await process.server.until(() => units(process, 2).at(-1)?.width === 320);
    const sizes = { width: 320, height: 180, pixelRatio: expect.any(Number) };
    await process.server.until(() =>
      payloads(process).some((payload) => (payload as { viewer?: number }).viewer === 2),
    );
    const told = payloads(process).filter((payload) => 'resized' in (payload as object));
    expect(told).toEqual([{ viewer: 2, resized: sizes }]);
    expect(units(process, 2).find(({ width }) => width === 320)?.keyFrame).toBe(true);
    expect(new Set(units(process, 1).map(({ width }) => width)).size).toBe(1);
    expect(units(process, 1).filter(({ keyFrame }) => keyFrame)).toHaveLength(1);
  });

  it('gives a viewer’s input to the canvas of its own view, and says in its frames that they show it', async () => {
    const process = await run(EACH, [1, 2]);
    await process.server.until(() => units(process, 2).length > 3);
    await process.input(PRESS, 2);
    await said(process, { pressed: 2 });
    const shows = (unit: ReceivedUnit): boolean => unit.inputs.some(([viewer, seq]) => viewer === 2 && seq === 7);
    await process.server.until(() => units(process, 2).some(shows));
    expect(payloads(process)).not.toContainEqual({ pressed: 1 });
  });

  it('makes a key frame of the view for which one is asked, and holds that one back', async () => {
    const process = await run(EACH, [1, 2]);
    await process.server.until(() => units(process, 1).length > 3 && units(process, 2).length > 3);
    process.server.send('video', { type: 'key-frame', view: 1 });
    await process.server.until(() => units(process, 1).filter(({ keyFrame }) => keyFrame).length === 2);
    expect(units(process, 2).filter(({ keyFrame }) => keyFrame)).toHaveLength(1);
    process.server.send('video', { type: 'rate', view: 1, bitrate: 1e6, hold: true });
    const before = units(process, 2).length;
    await process.server.until(() => units(process, 2).length > before + 20);
    const held = units(process, 1).length;
    const later = units(process, 2).length;
    await process.server.until(() => units(process, 2).length > later + 10);
    expect(units(process, 1)).toHaveLength(held);
  });

  it('ends the view of who leaves, and gives its place to who looked on', async () => {
    const process = await run(EACH, [1, 2, 3]);
    await process.server.until(() => process.server.views.length === 3);
    expect(process.server.views[2]).toEqual({ type: 'watch', viewer: 3, view: 2 });
    leave(process, 1);
    await said(process, { disposed: 1 });
    await said(process, { aborted: 1 });
    await process.server.until(() => units(process, 3).length > 3);
    await process.server.until(() => process.server.views.length === 5);
    expect(process.server.views.slice(3)).toEqual(
      expect.arrayContaining([
        { type: 'watch', viewer: 3, view: 3 },
        { type: 'view-end', view: 1 },
      ]),
    );
    expect(units(process, 2).filter(({ keyFrame }) => keyFrame)).toHaveLength(1);
  });

  it('draws on demand: every view once for what happens in the world, and then nothing', async () => {
    const process = await run(EACH_ON_DEMAND, [1, 2]);
    await process.server.until(() => units(process, 1).length > 0 && units(process, 2).length > 0);
    const beats = async (count: number): Promise<void> => {
      const until = process.heartbeats + count;
      await process.until(() => process.heartbeats >= until);
    };
    await beats(2);
    const before = payloads(process).length;
    await process.input({ type: 'message', seq: 1, payload: 'go' }, 1);
    await process.server.until(() => payloads(process).length >= before + 2);
    await beats(2);
    expect(payloads(process)).toHaveLength(before + 2);
  });

  it('says what is missing where it cannot draw a view', async () => {
    const process = await run(`export default { views: 'each', setup() { return {}; } };`, []);
    expect(await process.told('failed')).toMatchObject({
      code: 'scene-setup-failed',
      message: expect.stringMatching(/view\(\)/u),
    });
  });

  it('ends with the scene’s error where a view throws', async () => {
    const source = `export default { views: 'each', setup() { return { view() { throw new Error('no view'); } }; } };`;
    const process = await run(source, []);
    await process.told('running');
    await join(process, 1);
    expect(await process.told('failed')).toMatchObject({ code: 'scene-update-failed', message: 'no view' });
  });
});
