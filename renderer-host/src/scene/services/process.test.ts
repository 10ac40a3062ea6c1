/** A scene's services in a real scene process: between it, its agent and its pages. */
import { decodeHostData, type HostData } from '@remote-view/protocol';
import { afterEach, describe, expect, it } from 'vitest';
import { hasSoftwareGpu, where } from '../../gpu/testing/run-job.ts';
import { TestSceneProcess } from '../testing/scene-process.ts';

const TIMEOUT_MS = 20_000;
const RESIZE = { type: 'resize', width: 320, height: 180, devicePixelRatio: 1 } as const;
const KEY = {
  type: 'key',
  seq: 1,
  action: 'down',
  code: 'KeyW',
  key: 'w',
  location: 0,
  repeat: false,
  modifiers: 0,
} as const;

const processes: TestSceneProcess[] = [];
afterEach(async () => {
  await Promise.all(processes.splice(0).map((process) => process.close()));
});

/** Runs a scene, in the place of another where `restored` is given. */
async function run(
  source: string,
  { restored, developing = false }: { restored?: string; developing?: boolean } = {},
): Promise<TestSceneProcess> {
  const process = new TestSceneProcess(1, { developing });
  processes.push(process);
  await process.told('ready');
  const module = `data:text/javascript,${encodeURIComponent(source)}`;
  if (restored === undefined) process.start(source);
  else process.tell({ type: 'start', module, link: process.server.target(2), restored });
  await process.told('running');
  await process.input(RESIZE);
  return process;
}

function heard(process: TestSceneProcess): HostData[] {
  return process.server.messages.map((bytes) => decodeHostData(bytes));
}

/** The newest value that the pages have of a key. */
function shared(process: TestSceneProcess, key: string): unknown {
  const entries = heard(process).flatMap((data) => (data.type === 'state' ? data.entries : []));
  return entries.findLast(([name]) => name === key)?.[1];
}

const untilShared = (process: TestSceneProcess, key: string, value: unknown): Promise<void> =>
  process.server.until(() => shared(process, key) === value);

describe.skipIf(!hasSoftwareGpu)(`a scene’s services (${where})`, { timeout: TIMEOUT_MS }, () => {
  it('give the snapshot that the agent asks for, and what another scene gave', async () => {
    const process = await run(
      `export default { setup({ restored, state }) {
        state.set('restored', restored.list[1]);
        return { snapshot: () => ({ list: [1, restored.list[1] + 1] }) };
      } };`,
      { restored: '{"list":[1,2]}' },
    );
    await untilShared(process, 'restored', 2);
    process.tell({ type: 'take-snapshot' });
    expect(await process.told('snapshot')).toEqual({ type: 'snapshot', text: '{"list":[1,3]}' });
  });

  it('answer at once for a scene that gives no snapshots, and go on with one that cannot', async () => {
    const silent = await run(`export default { setup() {} };`);
    silent.tell({ type: 'take-snapshot' });
    expect(await silent.told('snapshot')).toEqual({ type: 'snapshot' });
    const broken = await run(`export default { setup({ state }) {
      return { update({ frame }) { state.set('frame', frame); }, snapshot() { throw new Error('a bug'); } };
    } };`);
    broken.tell({ type: 'take-snapshot' });
    expect(await broken.told('snapshot')).toEqual({ type: 'snapshot' });
    const before = Number(shared(broken, 'frame') ?? 0);
    await broken.server.until(() => Number(shared(broken, 'frame')) > before + 5);
    const lines = heard(broken).flatMap((data) => (data.type === 'log' ? [data.text] : []));
    expect(lines).toEqual([expect.stringContaining('a bug')]);
  });

  it('ask the agent for what is stored, and tell its refusals apart', async () => {
    const process = await run(`export default { setup({ storage, state }) {
      storage.set('a', [1]).then(() => state.set('set', true), ({ code }) => state.set('refused', code));
      storage.get('a').then((value) => state.set('got', value[0]));
    } };`);
    await process.until(() => process.messages.filter(({ type }) => type === 'storage').length === 2);
    const calls = process.messages.filter((message) => message.type === 'storage');
    expect(calls).toMatchObject([
      { operation: 'set', key: 'a', text: '[1]' },
      { operation: 'get', key: 'a' },
    ]);
    process.tell({ type: 'stored', call: calls[1]!.call, text: '[7]' });
    process.tell({ type: 'stored', call: calls[0]!.call, code: 'message-too-large', message: 'full' });
    await untilShared(process, 'got', 7);
    await untilShared(process, 'refused', 'message-too-large');
  });

  it('take the state of the scene before from pages whose scene shares nothing', async () => {
    const process = await run(`export default { setup() {} };`, { restored: 'null' });
    await process.server.until(() => heard(process).length > 0);
    expect(heard(process)).toEqual([{ type: 'state', whole: true, more: false, entries: [] }]);
  });

  it('bring the plain console to the pages of who writes the scene, and of nobody else', async () => {
    const source = `export default { setup({ log }) { console.log('plain'); log.info('meant'); } };`;
    const texts = async (developing: boolean): Promise<string[]> => {
      const process = await run(source, { developing });
      const lines = (): string[] => heard(process).flatMap((data) => (data.type === 'log' ? [data.text] : []));
      await process.server.until(() => lines().includes('meant'));
      expect(process.output).toContain('plain');
      return lines();
    };
    expect(await texts(true)).toEqual(['plain', 'meant']);
    expect(await texts(false)).toEqual(['meant']);
  });

  it('make a frame of a scene on demand for a wish, an input, a new size and a new viewer, and no other', async () => {
    const process =
      await run(`export default { frames: 'demand', setup({ renderer, state, invalidate, onMessage, input }) {
      let frames = 0;
      onMessage(() => setTimeout(invalidate, 50));
      return { update() {
        state.set('frames', ++frames);
        state.set('key', input.pressed('KeyW'));
        renderer.setClearColor(frames * 1000);
        renderer.clear();
      } };
    } };`);
    const { server } = process;
    /** Waits until neither frames nor pictures come. */
    const settled = async (): Promise<number> => {
      for (let before = ''; ;) {
        const now = [shared(process, 'frames'), server.units.length].join();
        if (now === before) return Number(shared(process, 'frames'));
        before = now;
        const until = process.heartbeats + 2;
        await process.until(() => process.heartbeats >= until);
      }
    };
    const made = [await settled()];
    await process.input(KEY);
    made.push(await settled());
    expect(shared(process, 'key')).toBe(true);
    await process.input({ ...RESIZE, width: 400 });
    made.push(await settled());
    // The message is an input by itself, and leads to a wish.
    await process.input({ type: 'message', seq: 2, payload: null });
    made.push(await settled());
    await process.input({ type: 'ping', token: 1 }, 2);
    made.push(await settled());
    expect(made.map((frames, index) => frames - (made[index - 1] ?? frames))).toEqual([0, 1, 1, 2, 1]);
    // Every picture has a number of its own, those that were sent again too.
    expect(new Set(server.units.map(({ frame }) => frame)).size).toBe(server.units.length);
    expect(server.units.length).toBeGreaterThan(made.at(-1)!);
  });
});
