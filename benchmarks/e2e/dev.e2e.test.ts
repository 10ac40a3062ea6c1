/** `remote-view dev` as a person uses it: its own page in a real browser, and an editor that saves. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, type LaunchedBrowser } from '../src/harness/chromium.ts';
import { EmbeddingPage } from '../src/harness/embedding-page.ts';
import { keepConnections } from '../src/harness/kept-connections.ts';
import { freePort, repositoryPath } from '../src/harness/stack.ts';

type Colour = readonly number[];
const isRed = ([red, , blue]: Colour): boolean => red! > 150 && blue! < 90;
const isBlue = ([red, , blue]: Colour): boolean => red! < 90 && blue! > 150;

const scene = (colour: string, update = ''): string => `import { defineScene } from '@remote-view/renderer-host';
import { Color, PerspectiveCamera, Scene } from 'three/webgpu';

export default defineScene({
  setup({ renderer }) {
    const scene = new Scene();
    const background: Color = new Color('${colour}');
    scene.background = background;
    const camera = new PerspectiveCamera();
    return {
      update() {
        ${update}
        renderer.render(scene, camera);
      },
    };
  },
});
`;

describe('remote-view dev', () => {
  let folder: string;
  let dev: ChildProcess;
  let chromium: LaunchedBrowser;
  let view: EmbeddingPage;
  const lines: string[] = [];

  /** As editors do it: the file is whole at every moment. */
  const save = async (text: string): Promise<void> => {
    const draft = join(folder, '.scene.ts.draft');
    await writeFile(draft, text);
    await rename(draft, join(folder, 'scene.ts'));
  };
  const shows = (fits: (colour: Colour) => boolean) =>
    view.until('the colour', async () => fits(await view.colourAt(0.5, 0.1)));
  const overlay = () =>
    view.page.evaluate(
      () => document.querySelector('remote-view')?.shadowRoot?.querySelector('.fault')?.textContent ?? '',
    );
  const connections = () =>
    view.page.evaluate(() =>
      (globalThis as unknown as { made: RTCPeerConnection[] }).made.map(({ connectionState }) => connectionState),
    );

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'remote-view-dev-'));
    await save(scene('#e00000'));
    const port = await freePort();
    const flags = [
      '--port',
      String(port),
      '--adapter',
      'software',
      '--',
      '--bind-address',
      '127.0.0.1',
      '--max-memory',
      '600',
    ];
    dev = spawn(process.execPath, [repositoryPath('scripts/cli/remote-view.mjs'), 'dev', folder, ...flags], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const shown = new Promise<void>((resolve, reject) => {
      for (const stream of [dev.stdout, dev.stderr]) {
        if (stream === null) continue;
        createInterface({ input: stream }).on('line', (line) => {
          lines.push(line);
          if (line.includes('is shown at')) resolve();
        });
      }
      dev.once('exit', () => reject(new Error(lines.join('\n'))));
    });
    [chromium] = await Promise.all([launchChromium(), shown]);
    const page = await chromium.browser.newPage();
    view = new EmbeddingPage(page, createServer());
    await page.evaluateOnNewDocument(keepConnections);
    await page.goto(`http://127.0.0.1:${port}/`);
    await view.until('a picture', async () => (await view.framesDecoded()) > 0);
  }, 60_000);

  afterAll(async () => {
    await chromium.close();
    const ended = new Promise((resolve) => dev.once('exit', resolve));
    dev.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true, force: true });
  });

  it('shows the scene on its page', async () => {
    await shows(isRed);
    expect(await view.page.title()).toMatch(/^remote-view-dev-/u);
  });

  it('shows a save on the connection that is there', async () => {
    await save(scene('#0000e0'));
    await shows(isBlue);
    expect(await connections()).toEqual(['connected']);
  });

  it('takes along what the scene gives as its snapshot, though it has just started', async () => {
    const counting = `import { defineScene } from '@remote-view/renderer-host';

export default defineScene({
  setup({ restored, state }) {
    const generation = typeof restored === 'number' ? restored + 1 : 0;
    state.set('generation', generation);
    return { snapshot: () => generation };
  },
});
`;
    const reaches = (generation: number) =>
      view.until(`generation ${generation}`, () =>
        view.page.evaluate(
          (expected) =>
            (document.querySelector('remote-view') as unknown as { sceneState: { generation?: number } }).sceneState
              .generation === expected,
          generation,
        ),
      );
    for (const generation of [0, 1, 2]) {
      await save(`${counting}// ${generation}`);
      await reaches(generation);
    }
    await save(scene('#0000e0'));
    await shows(isBlue);
  });

  it('shows where a syntax error is, over the last picture and in the terminal, and recovers with the next save', async () => {
    await save(scene('#e00000', 'const broken = = 1;'));
    const text = await view.until('the error', async () => (await overlay()) || undefined);
    expect(text).toContain('scene.ts:12:24');
    expect(text).toContain('> 12 |         const broken = = 1;');
    expect(isBlue(await view.colourAt(0.5, 0.1))).toBe(true);
    expect(lines.some((line) => line.includes('> 12 |         const broken = = 1;'))).toBe(true);
    await save(scene('#e00000'));
    await shows(isRed);
    expect(await overlay()).toBe('');
    expect(await connections()).toEqual(['connected']);
  });

  it('shows where update threw', async () => {
    await save(scene('#0000e0', "throw new Error('no wheels');"));
    const text = await view.until('the error', async () => (await overlay()) || undefined);
    expect(text).toMatch(/no wheels \(scene\.ts:12:\d+\)/u);
  });

  it('says which import cannot be found, and recovers when the file is written', async () => {
    const wheels = `import { wheels } from './wheels.ts';\n`;
    await save(wheels + scene('#0000e0', 'wheels();'));
    await view.until('the error', async () =>
      (await overlay()).includes("Cannot find 'wheels.ts', which scene.ts imports (scene.ts:1:"),
    );
    await writeFile(join(folder, 'wheels.ts'), 'export const wheels = (): void => {};\n');
    await shows(isBlue);
  });

  it('reports an endless loop and recovers', async () => {
    const frames = '(globalThis as { frames?: number }).frames';
    await save(scene('#e00000', `${frames} = (${frames} ?? 0) + 1; if (${frames} > 5) for (;;);`));
    await view.until('the error', async () => (await overlay()).includes('did not respond'));
    await save(scene('#e00000'));
    await shows(isRed);
    expect(await connections()).toEqual(['connected']);
  });

  it('ends a scene that uses more memory than it may, and says so', async () => {
    const kept = '(globalThis as { kept?: Buffer[] }).kept';
    await save(scene('#e00000', `(${kept} ??= []).push(Buffer.alloc(40e6, 1));`));
    await view.until('the error', async () => /it used \d+ MB of memory, and may use 600/u.test(await overlay()));
    await save(scene('#e00000'));
    await shows(isRed);
  });

  it('takes a storm of saves, and shows the last', async () => {
    for (let index = 0; index < 40; index++) {
      await save(scene(index % 2 === 0 ? '#0000e0' : '#00e000'));
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    const before = lines.filter((line) => line.includes('changed')).length;
    await save(scene('#0000e0'));
    await shows(isBlue);
    expect(lines.filter((line) => line.includes('changed')).length - before).toBeLessThan(5);
    expect(await connections()).toEqual(['connected']);
  });
});
