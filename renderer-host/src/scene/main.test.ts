/** Scene processes from their start to their end, with real scenes, a real device and a real encoder. */
import { decodeHostData } from '@remote-view/protocol';
import sharp from 'sharp';
import { afterEach, describe, expect, it } from 'vitest';
import { EXIT } from '../agent/child-messages.ts';
import { NAL, nalType, parseSps, splitAnnexB } from '../encode/h264.ts';
import { hasSoftwareGpu, where } from '../gpu/testing/run-job.ts';
import { LinkServer } from '../link/testing/link-server.ts';
import { TestSceneProcess } from './testing/scene-process.ts';

const TIMEOUT_MS = 20_000;

/** Draws in every frame, with the red of `shade`, and sends back what the page sends. */
const MOVING = `export default { setup({ renderer, send, onMessage }) {
  onMessage((payload) => send({ echo: payload }));
  let shade = 0;
  return { update() { shade = (shade + 5) % 255; renderer.setClearColor(shade << 16); renderer.clear(); },
           resize(size) { send(size); } };
} };`;

/** Draws in its set-up, when it is resized and when a page says so. */
const ON_DEMAND = `export default { setup({ renderer, onMessage }) {
  const draw = () => { renderer.setClearColor(0x336699); renderer.clear(); };
  draw();
  onMessage(draw);
  return { resize: draw };
} };`;

/** A source, not a scene: draws by itself, and only when a page sends a shade. */
const SOURCE = `export default { kind: 'source', setup({ onMessage }) {
  let shade = 10, shown;
  onMessage((payload) => { shade = payload; });
  return { draw({ width, height, pixels }) {
    if (shade === shown && pixels[0] === shown) return false;
    shown = shade;
    pixels.fill(shade, 0, width * height * 4);
    return true;
  } };
} };`;

/** Noise that moves until a page says otherwise: no rate is enough for it. */
const NOISE = `export default { kind: 'source', fps: 30, setup({ onMessage }) {
  let moving = true, drawn, seed = 1;
  onMessage(() => { moving = false; });
  return { draw({ pixels }) {
    if (!moving && drawn === pixels) return false;
    drawn = pixels;
    for (let index = 0; index < pixels.length; index++) {
      if (index % 16 === 0) seed = (seed * 48271) % 2147483647;
      pixels[index] = seed;
    }
    return true;
  } };
} };`;

const processes: TestSceneProcess[] = [];
afterEach(async () => {
  await Promise.all(processes.splice(0).map((process) => process.close()));
});

/** A process that runs a scene, with a viewer who looks unless it is said otherwise. */
async function run(source: string, viewers = 1): Promise<TestSceneProcess> {
  const process = await TestSceneProcess.run(source, viewers);
  processes.push(process);
  return process;
}

/** What the process says about a scene that ends it, and how it ends. */
async function failure(source: string) {
  const process = await run(source);
  const { code, message } = await process.told('failed');
  return { code, message, ...(await process.ended) };
}

function payloads(server: LinkServer): unknown[] {
  return server.messages.map((bytes) => {
    const data = decodeHostData(bytes);
    return data.type === 'message' ? data.payload : data;
  });
}

/** Waits for as many heartbeats: time goes by in the process. */
async function heartbeats(process: TestSceneProcess, count: number): Promise<void> {
  const until = process.heartbeats + count;
  await process.until(() => process.heartbeats >= until);
}

/** Waits until no more units come, and says how many there were. */
async function still(process: TestSceneProcess): Promise<number> {
  let before = -1;
  while (before !== process.server.units.length) {
    before = process.server.units.length;
    await heartbeats(process, 2);
  }
  return before;
}

describe.skipIf(!hasSoftwareGpu)(`a scene process (${where})`, { timeout: TIMEOUT_MS }, () => {
  it('is warm before it has a scene, and says so', async () => {
    const process = new TestSceneProcess(0);
    processes.push(process);
    await process.told('ready');
    const { residentBytes } = await process.told('heartbeat');
    expect(residentBytes).toBeGreaterThan(10e6);
    expect(process.server.hellos).toEqual([]);
  });

  it('joins the stream process over two links, tells what it makes, and begins with an IDR', async () => {
    const { server } = await run(MOVING);
    const units = await server.untilUnits(5);
    expect(server.hellos.map((hello) => hello.role).toSorted()).toEqual(['control', 'video']);
    expect(server.configs.at(-1)).toMatchObject({
      width: 640,
      height: 360,
      fps: 30,
      encoder: 'libx264',
      software: true,
    });
    expect(units.map((unit) => unit.keyFrame)).toEqual([true, false, false, false, false]);
    const frames = units.map((unit) => unit.frame);
    expect(frames).toEqual(frames.toSorted((a, b) => a - b));
  });

  it('says that the scene runs once its first frame was made, though nobody looks', async () => {
    const process = await run(MOVING, 0);
    await process.told('running');
    await process.server.untilUnits(1);
    await heartbeats(process, 2);
    expect(process.server.units).toHaveLength(1);
  });

  it('shows an input in the frame that follows it', async () => {
    const process = await run(MOVING);
    await process.server.untilUnits(2);
    const key = {
      type: 'key',
      action: 'down',
      code: 'KeyW',
      key: 'w',
      location: 0,
      repeat: false,
      modifiers: 0,
    } as const;
    const receivedAt = await process.input({ ...key, seq: 41 }, 7);
    const { server } = process;
    await server.until(() => server.units.some((unit) => unit.inputs.length > 0));
    const shown = server.units.find((unit) => unit.inputs.length > 0)!;
    expect(shown.inputs).toEqual([[7, 41, receivedAt]]);
    expect(shown.startedAt).toBeGreaterThanOrEqual(receivedAt);
    server.send('control', { type: 'gone', viewer: 7 });
    await server.until(() => server.units.at(-1)?.inputs.length === 0);
  });

  it('carries messages between the page and the scene', async () => {
    const process = await run(MOVING);
    const { server } = process;
    await server.until(() => server.has('control'));
    await process.input({ type: 'message', seq: 1, payload: { colour: 'red' } });
    await server.until(() => payloads(server).length > 0);
    expect(payloads(server)).toEqual([{ echo: { colour: 'red' } }]);
  });

  it('goes to the size that the viewer asks for, with an IDR, and tells the scene', async () => {
    const process = await run(MOVING);
    const { server } = process;
    await server.untilUnits(3);
    await process.input({ type: 'resize', width: 400, height: 300, devicePixelRatio: 2 });
    await server.until(() => server.units.some((unit) => unit.width === 400));
    const first = server.units.find((unit) => unit.width === 400)!;
    expect(first).toMatchObject({ width: 400, height: 300, keyFrame: true });
    const sps = splitAnnexB(first.data).find((nal) => nalType(nal) === NAL.sps)!;
    expect(parseSps(sps)).toMatchObject({ width: 400, height: 300 });
    expect(payloads(server)).toEqual([{ width: 200, height: 150, pixelRatio: 2 }]);
  });

  it('does not end for a size that is hardly one', async () => {
    const process = await run(MOVING);
    const { server } = process;
    await server.untilUnits(1);
    await process.input({ type: 'resize', width: 8_192, height: 1, devicePixelRatio: 0.1 });
    await server.until(() => server.units.at(-1)!.width > 640);
    await process.input({ type: 'resize', width: 1, height: 1, devicePixelRatio: 16 });
    await server.until(() => server.units.at(-1)!.width < 64);
  });

  it('repeats a still picture until there is nothing more to say, and then is silent', async () => {
    const process = await run(ON_DEMAND);
    const { server } = process;
    const first = await still(process);
    expect(first).toBeGreaterThan(1);
    expect(first).toBeLessThanOrEqual(241);
    expect(server.units.at(-1)!.data.length).toBeLessThan(server.units[0]!.data.length / 4);
    await process.input({ type: 'message', seq: 1, payload: 'draw' });
    await server.untilUnits(first + 1);
    expect(await still(process)).toBeLessThanOrEqual(first + 241);
  });

  it('gives a small JPEG of what it shows, while it moves and while it rests, and goes on', async () => {
    const moving = await run(MOVING);
    await moving.server.untilUnits(2);
    moving.tell({ type: 'thumbnail' });
    expect((await moving.told('thumbnail')).jpeg).toMatch(/^\/9j\//u);
    await moving.server.untilUnits(moving.server.units.length + 2);

    const resting = await run(ON_DEMAND, 0);
    await resting.told('running');
    await resting.server.untilUnits(1);
    resting.tell({ type: 'thumbnail' });
    const { jpeg } = await resting.told('thumbnail');
    const { data, info } = await sharp(Buffer.from(jpeg!, 'base64')).raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([320, 180]);
    const [red, green, blue] = data.subarray(0, 3);
    for (const [channel, value] of [
      [red, 0x33],
      [green, 0x66],
      [blue, 0x99],
    ] as const) {
      expect(Math.abs(channel! - value)).toBeLessThan(6);
    }
    expect(resting.server.units).toHaveLength(1);
  });

  it('answers the last of those who asked for a JPEG before there was a picture', async () => {
    const process = await run(MOVING);
    for (let asked = 0; asked < 5; asked++) process.tell({ type: 'thumbnail' });
    expect((await process.told('thumbnail')).jpeg).toMatch(/^\/9j\//u);
    await heartbeats(process, 2);
    expect(process.messages.filter(({ type }) => type === 'thumbnail')).toHaveLength(1);
  });

  it('makes a picture sharp again after a key frame that a viewer asked for', async () => {
    const process = await run(ON_DEMAND);
    const { server } = process;
    await server.untilUnits(2);
    await heartbeats(process, 6);
    const before = server.units.length;
    server.send('video', { type: 'key-frame' });
    await server.untilUnits(before + 2);
    const [key, next] = server.units.slice(before);
    expect([key!.keyFrame, next!.keyFrame]).toEqual([true, false]);
  });

  it('sends its picture again, from an IDR on, when the stream process was replaced', async () => {
    const process = await run(ON_DEMAND);
    await process.server.untilUnits(2);
    const next = new LinkServer(1);
    process.tell({ type: 'link', link: next.target(2) });
    expect((await next.untilUnits(1))[0]).toMatchObject({ keyFrame: true });
    expect(next.hellos.map((hello) => hello.generation)).toEqual([2, 2]);
    next.close();
  });

  it('keeps the host’s secrets and settings from the scene', async () => {
    const { server } = await run(`export default { setup({ send }) {
      send(Object.keys(process.env).filter((name) => name.startsWith('REMOTE_VIEW_')));
    } };`);
    await server.until(() => server.messages.length > 0);
    expect(payloads(server)).toEqual([[]]);
  });

  it('disposes of the scene when it is told to stop, and ends', async () => {
    const process = await run(`export default { setup({ signal }) {
      return { dispose() { console.log('disposed', signal.aborted); } };
    } };`);
    await process.told('running');
    process.tell({ type: 'stop' });
    expect(await process.ended).toEqual({ exitCode: EXIT.normal, signal: null });
    await process.until(() => process.output.includes('disposed true'));
  });

  it('ends when its agent is gone', async () => {
    const process = await run(MOVING);
    await process.told('running');
    process.disconnect();
    expect(await process.ended).toEqual({ exitCode: EXIT.normal, signal: null });
  });
});

describe.skipIf(!hasSoftwareGpu)(`a source that draws by itself (${where})`, { timeout: TIMEOUT_MS }, () => {
  it('has the size and the rate that it wants, though three.js on this host would not', async () => {
    const { server } = await run(SOURCE);
    const [first] = await server.untilUnits(1);
    expect(first).toMatchObject({ keyFrame: true, width: 1_280, height: 720 });
    expect(server.configs.at(-1)).toMatchObject({ width: 1_280, height: 720, fps: 60 });
  });

  it('is asked for every frame and sends those that it drew, with the input that they show', async () => {
    const process = await run(SOURCE);
    const { server } = process;
    const before = await still(process);
    const receivedAt = await process.input({ type: 'message', seq: 3, payload: 200 }, 7);
    const units = await server.untilUnits(before + 1);
    expect(units[before]).toMatchObject({ keyFrame: false, inputs: [[7, 3, receivedAt]] });
    expect(await still(process)).toBeLessThanOrEqual(before + 241);
  });

  it('gets a picture of another size when the viewer asks for one', async () => {
    const process = await run(SOURCE);
    const { server } = process;
    await server.untilUnits(1);
    await process.input({ type: 'resize', width: 401, height: 301, devicePixelRatio: 1 });
    await server.until(() => server.units.some((unit) => unit.width === 400));
    expect(server.units.find((unit) => unit.width === 400)).toMatchObject({ height: 300, keyFrame: true });
  });

  it('and throws while it draws is reported, and ends its process', async () => {
    const failed = await failure(
      `export default { kind: 'source', setup() { return { draw() { throw new Error('no pen'); } }; } };`,
    );
    expect(failed).toMatchObject({ code: 'scene-update-failed', exitCode: EXIT.scene });
  });
});

describe.skipIf(!hasSoftwareGpu)(`a scene process on a narrow path (${where})`, { timeout: TIMEOUT_MS }, () => {
  it('makes smaller pictures of motion for which there are too few bits, and full ones at rest', async () => {
    const process = await run(NOISE);
    const { server } = process;
    await process.input({ type: 'resize', width: 640, height: 360, devicePixelRatio: 1 });
    await server.until(() => server.units.at(-1)?.width === 640);
    server.send('video', { type: 'rate', bitrate: 300_000, hold: false });
    await server.until(() => server.units.at(-1)!.width < 640);
    expect(server.units.find((unit) => unit.width < 640)).toMatchObject({ keyFrame: true });
    // What it could use is still what the full picture could, or nobody would find out whether there is room for it.
    const full = server.configs.find((config) => config.width === 640)!;
    expect(server.configs.at(-1)!.bitrate).toBe(full.bitrate);
    await process.input({ type: 'message', seq: 1, payload: 'stop' });
    await server.until(() => server.units.at(-1)!.width === 640);
  });

  it('shows what a stopped scene showed last as soon as there is room again', async () => {
    const process = await run(ON_DEMAND);
    const { server } = process;
    const before = await still(process);
    server.send('video', { type: 'rate', bitrate: 1_000_000, hold: true });
    await process.input({ type: 'message', seq: 5, payload: 'draw' });
    await heartbeats(process, 4);
    expect(server.units).toHaveLength(before);
    server.send('video', { type: 'rate', bitrate: 1_000_000, hold: false });
    const unit = (await server.untilUnits(before + 1))[before]!;
    expect(unit).toMatchObject({ keyFrame: false, inputs: [[1, 5, expect.any(Number)]] });
    expect(unit.dropped).toBeGreaterThan(0);
  });
});

describe.skipIf(!hasSoftwareGpu)(`a scene that fails (${where})`, { timeout: TIMEOUT_MS }, () => {
  it.each([
    [
      'throws in its set-up',
      `export default { setup() { throw new Error('no model'); } };`,
      'scene-setup-failed',
      /^no model$/u,
    ],
    [
      'rejects in its set-up',
      `export default { async setup() { throw 'no texture'; } };`,
      'scene-setup-failed',
      /no texture/u,
    ],
    ['has no default export', `export const scene = 1;`, 'scene-setup-failed', /no default export/u],
    ['does not parse', `export default {`, 'scene-setup-failed', /Unexpected/u],
    [
      'throws while it runs',
      `export default { setup() { return { update({ frame }) { if (frame === 2) throw new Error('a bug'); } }; } };`,
      'scene-update-failed',
      /a bug/u,
    ],
    [
      'throws in a timer while it runs',
      `export default { setup() { setTimeout(() => { throw new Error('too late'); }, 300); } };`,
      'scene-update-failed',
      /too late/u,
    ],
  ])('and %s is reported, and ends its process', async (_name, source, code, message) => {
    const failed = await failure(source);
    expect(failed).toMatchObject({ code, exitCode: EXIT.scene });
    expect(failed.message).toMatch(message);
  });

  it('and never finishes its set-up makes no frame and is not said to run', async () => {
    const process = await run(`export default { setup() { return new Promise(() => {}); } };`);
    await heartbeats(process, 2);
    expect(process.messages.map((message) => message.type)).not.toContain('running');
    expect(process.server.units).toEqual([]);
  });

  it('and aborts natively takes its process with it, without a word', async () => {
    const process = await run(`export default { setup() { return { update() { process.abort(); } }; } };`);
    expect(await process.ended).toEqual({ exitCode: null, signal: 'SIGABRT' });
    expect(process.messages.map((message) => message.type)).not.toContain('failed');
  });

  it('and loops for ever beats no more', async () => {
    const process = await run(`export default { setup() {
      return { update() { console.log('looping'); for (const end = Date.now() + 60_000; Date.now() < end;); } };
    } };`);
    await process.until(() => process.output.includes('looping'));
    const before = process.heartbeats;
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(process.heartbeats).toBe(before);
  });

  it('and an encoder that does not open end the process before it is ready', async () => {
    const process = new TestSceneProcess(0, { encoder: 'h264_vaapi' });
    processes.push(process);
    expect(await process.told('failed')).toMatchObject({ code: 'encoder-failed' });
    expect(await process.ended).toEqual({ exitCode: EXIT.encoder, signal: null });
  });
});
