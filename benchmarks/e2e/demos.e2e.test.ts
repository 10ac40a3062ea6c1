/** The demo scenes that have more than a picture: a walk, files that are dropped, things with names. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, type LaunchedBrowser } from '../src/harness/chromium.ts';
import { EmbeddingPage } from '../src/harness/embedding-page.ts';
import { noRawUpdates } from '../src/harness/no-raw-updates.ts';
import { startStack, type Stack } from '../src/harness/stack.ts';

type Message = Readonly<Record<string, unknown>>;

/** A glTF model in its binary form: a tetrahedron without light, of one colour. */
function tetrahedron(colour: readonly [number, number, number]): Uint8Array<ArrayBuffer> {
  const positions = Float32Array.of(-1, -1, 1, 1, -1, 1, 0, 1, 0, 0, -1, -1);
  const indices = Uint16Array.of(0, 1, 2, 1, 3, 2, 3, 0, 2, 0, 3, 1);
  const buffer = new Uint8Array(positions.byteLength + indices.byteLength);
  buffer.set(new Uint8Array(positions.buffer));
  buffer.set(new Uint8Array(indices.buffer), positions.byteLength);
  const document = {
    asset: { version: '2.0' },
    scene: 0,
    scenes: [{ nodes: [0] }],
    nodes: [{ mesh: 0 }],
    meshes: [{ primitives: [{ attributes: { POSITION: 0 }, indices: 1, material: 0 }] }],
    materials: [
      {
        doubleSided: true,
        pbrMetallicRoughness: { baseColorFactor: [...colour, 1] },
        extensions: { KHR_materials_unlit: {} },
      },
    ],
    accessors: [
      { bufferView: 0, componentType: 5126, count: 4, type: 'VEC3', min: [-1, -1, -1], max: [1, 1, 1] },
      { bufferView: 1, componentType: 5123, count: 12, type: 'SCALAR' },
    ],
    bufferViews: [
      { buffer: 0, byteOffset: 0, byteLength: positions.byteLength },
      { buffer: 0, byteOffset: positions.byteLength, byteLength: indices.byteLength },
    ],
    buffers: [{ byteLength: buffer.byteLength }],
    extensionsUsed: ['KHR_materials_unlit'],
  };
  const text = new TextEncoder().encode(JSON.stringify(document));
  const json = new Uint8Array(Math.ceil(text.length / 4) * 4).fill(0x20);
  json.set(text);
  const total = 12 + 8 + json.length + 8 + buffer.length;
  const bytes = new Uint8Array(total);
  const view = new DataView(bytes.buffer);
  const words = [0x46_54_6c_67, 2, total, json.length, 0x4e_4f_53_4a];
  for (const [index, word] of words.entries()) view.setUint32(index * 4, word, true);
  bytes.set(json, 20);
  view.setUint32(20 + json.length, buffer.length, true);
  view.setUint32(24 + json.length, 0x00_4e_49_42, true);
  bytes.set(buffer, 28 + json.length);
  return bytes;
}

/** Holds a file over the element, and lets it fall there. Returns what the element said in between. */
async function drop(view: EmbeddingPage, name: string, bytes: Uint8Array): Promise<string> {
  return view.page.evaluate(
    async (fileName, content) => {
      const element = document.querySelector('remote-view')!;
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([Uint8Array.from(content)], fileName));
      const fire = (type: string): boolean =>
        element.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
      fire('dragenter');
      await new Promise((resolve) => requestAnimationFrame(resolve));
      const hint = element.shadowRoot!.querySelector('.drop')?.textContent ?? '';
      fire('drop');
      return hint.replaceAll(/\s+/gu, ' ').trim();
    },
    name,
    [...bytes],
  );
}

/** Messages of the scene so far. */
async function messages(view: EmbeddingPage, type: string): Promise<Message[]> {
  const heard = (await view.events('message')).map(({ data }) => data as Message);
  return heard.filter((message) => message['type'] === type);
}

/** What the element shows of files. */
async function note(view: EmbeddingPage): Promise<string> {
  return view.page.evaluate(
    () => document.querySelector('remote-view')!.shadowRoot!.querySelector('.file-note')?.textContent ?? '',
  );
}

describe('the demo', () => {
  let stack: Stack;
  let chromium: LaunchedBrowser;
  const open: EmbeddingPage[] = [];
  beforeAll(async () => {
    [stack, chromium] = await Promise.all([startStack({ scenes: ['renderer-host/scenes'] }), launchChromium()]);
  }, 60_000);
  afterAll(async () => {
    for (const view of open) await view.close();
    await chromium.close();
    await stack.stop();
  });

  async function look(scene: string): Promise<EmbeddingPage> {
    // One scene at a time: the machine may have two cores.
    for (const view of open.splice(0)) await view.close();
    const view = await EmbeddingPage.open(chromium.browser, { src: stack.url, scene, before: noRawUpdates });
    open.push(view);
    await view.waitForEvent('firstframe');
    return view;
  }

  it('walk shows its place, and goes where the keys say', async () => {
    const view = await look('walk');
    const before = await view.colourAt(0.5, 0.62);
    await view.page.mouse.click(320, 180);
    await view.page.keyboard.down('KeyW');
    await view.until('some steps', async () =>
      (await messages(view, 'walk')).some(({ metres }) => (metres as number) >= 3),
    );
    await view.page.keyboard.up('KeyW');
    await view.until('another picture', async () => {
      const after = await view.colourAt(0.5, 0.62);
      return after.some((value, channel) => Math.abs(value - before[channel]!) > 8);
    });
    await view.send({ type: 'throw' });
    await view.until('a ball', async () => (await messages(view, 'walk')).at(-1)?.['thrown'] === 1);
    expect(view.problems).toEqual([]);
  });

  it('atlas has an element for each town, and goes to the one that is chosen with the keyboard', async () => {
    const view = await look('atlas');
    const named = await view.until('thirty towns', async () => {
      const names = await view.page.evaluate(() =>
        [...document.querySelector('remote-view')!.shadowRoot!.querySelectorAll('.items button')].map(
          (button) => button.getAttribute('aria-label') ?? button.textContent,
        ),
      );
      return names.length === 30 && names;
    });
    expect(new Set(named).size).toBe(30);
    await view.page.evaluate(() => {
      document
        .querySelector('remote-view')!
        .shadowRoot!.querySelector<HTMLElement>('.item:not([hidden]) button')!
        .focus();
    });
    await view.page.keyboard.press('Enter');
    const picked = await view.until('a town that was chosen', async () => {
      const town = (await messages(view, 'state')).at(-1)?.['picked'] as Message | null | undefined;
      return town?.['name'] as string | undefined;
    });
    expect(named).toContain(picked);
    expect(view.problems).toEqual([]);
  });

  it('model shows a file that is dropped, says what is wrong with a bad one, and goes on', async () => {
    const view = await look('model');
    await view.until('what the scene takes', () =>
      view.page.evaluate(() =>
        Boolean((document.querySelector('remote-view') as { acceptedFiles?: unknown }).acceptedFiles),
      ),
    );
    expect(await drop(view, '../red.glb', tetrahedron([1, 0, 0]))).toContain('.glb, .gltf');
    const facts = await view.until('the dropped model', async () => {
      const state = (await messages(view, 'state')).at(-1);
      return state?.['name'] === 'red.glb' && (state['facts'] as Message);
    });
    expect(facts).toMatchObject({ meshes: 1, triangles: 4, size: [2, 2, 2] });
    const isRed = async (): Promise<boolean> => {
      const [red, green, blue] = await view.colourAt(0.5, 0.5);
      return red > 200 && green < 60 && blue < 60;
    };
    await view.until('a red picture', isRed);
    expect(await note(view)).toBe('');

    await drop(view, 'noise.glb', new Uint8Array(5_000).fill(200));
    await view.until('what is wrong', async () => (await note(view)).includes('no glTF file'));
    await drop(view, 'notes.txt', new Uint8Array(10));
    await view.until('what is taken', async () => (await note(view)).includes('The scene takes .glb, .gltf'));
    const sent = await view.page.evaluate(
      async (content) => {
        const element = document.querySelector('remote-view')! as HTMLElement & { sendFile(file: File): Promise<void> };
        const states: string[] = [];
        element.addEventListener('fileprogress', (event) => states.push((event as unknown as { state: string }).state));
        const bad = await element.sendFile(new File(['{}'], 'a.gltf')).catch((error: { code: string }) => error.code);
        await element.sendFile(new File([Uint8Array.from(content)], 'green.glb'));
        return { bad, states };
      },
      [...tetrahedron([0, 1, 0])],
    );
    expect(sent.bad).toBe('file-failed');
    expect(sent.states).toEqual(['sending', 'refused', 'sending', 'taken']);
    await view.until('a green picture', async () => {
      const [red, green] = await view.colourAt(0.5, 0.5);
      return green > 200 && red < 60;
    });
    expect(await view.state()).toBe('live');
    expect(view.problems).toEqual([]);
  });
});
