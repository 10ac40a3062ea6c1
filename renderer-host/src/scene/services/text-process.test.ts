/** Text and clipboard in a real scene process: what a page sends, what the scene sees, what the page is told. */
import {
  clipboardPieces,
  decodeHostData,
  type HostData,
  type PageClipboard,
  type TextEdit,
} from '@remote-view/protocol';
import { afterEach, describe, expect, it } from 'vitest';
import { hasSoftwareGpu, where } from '../../gpu/testing/run-job.ts';
import { TestSceneProcess } from '../testing/scene-process.ts';

const processes: TestSceneProcess[] = [];
afterEach(async () => {
  await Promise.all(processes.splice(0).map((process) => process.close()));
});

async function run(source: string): Promise<TestSceneProcess> {
  const process = await TestSceneProcess.run(source, 1);
  processes.push(process);
  await process.told('running');
  await process.input({ type: 'resize', width: 320, height: 180, devicePixelRatio: 1 });
  return process;
}

function heard<T extends HostData['type']>(process: TestSceneProcess, type: T): Extract<HostData, { type: T }>[] {
  const all = process.server.messages.map((bytes) => decodeHostData(bytes));
  return all.filter((data) => data.type === type) as Extract<HostData, { type: T }>[];
}

const said = (process: TestSceneProcess): unknown[] => heard(process, 'message').map(({ payload }) => payload);

function edit(process: TestSceneProcess, fields: Partial<TextEdit>): Promise<number> {
  const whole = { action: 'insert', caret: 0, before: 0, after: 0, text: '', keyed: false } as const;
  return process.input({ type: 'text', seq: 1, ...whole, ...fields });
}

async function clip(process: TestSceneProcess, use: PageClipboard['use'], id = 0, text = ''): Promise<void> {
  for (const piece of clipboardPieces(text)) await process.input({ type: 'clipboard', seq: 1, use, id, ...piece });
}

describe.skipIf(!hasSoftwareGpu)(`text of a scene (${where})`, { timeout: 20_000 }, () => {
  it('is asked for, comes as events of the browser’s classes, and as changes', async () => {
    const process = await run(`export default { setup({ canvas, text, send }) {
      const log = (event) => send([event.type, event.inputType ?? '', event.data ?? event.key ?? null]);
      window.addEventListener('keydown', (event) => event instanceof KeyboardEvent && log(event));
      canvas.addEventListener('input', (event) => event instanceof InputEvent && log(event));
      canvas.addEventListener('compositionend', (event) => event instanceof CompositionEvent && log(event));
      let value = 'né';
      text.onText(({ before, text: typed, composition }) => {
        const kept = [...value];
        value = kept.slice(0, kept.length - before).join('') + typed;
        send([value, composition]);
      });
      text.request({ value, inputMode: 'search', rect: { x: 0.5, y: 0.5, width: 0.25, height: 0.1 } });
    } };`);
    await process.server.until(() => heard(process, 'textField').length > 0);
    const box = [32_768, 32_768, 16_384, 6_554];
    expect(heard(process, 'textField')[0]).toMatchObject({ wanted: true, mode: 'search', value: 'né', box });
    await edit(process, { before: 1, text: 'e' });
    await edit(process, { action: 'compose', text: 'に' });
    await edit(process, { action: 'commit', text: '日' });
    await process.server.until(() => said(process).some((one) => JSON.stringify(one) === '["ne日",""]'));
    await process.server.until(() => said(process).length >= 10);
    expect(said(process)).toEqual([
      ...[
        ['keydown', '', 'Backspace'],
        ['input', 'deleteContentBackward', null],
      ],
      ...[
        ['keydown', '', 'e'],
        ['input', 'insertText', 'e'],
        ['ne', ''],
      ],
      ...[
        ['input', 'insertCompositionText', 'に'],
        ['ne', 'に'],
      ],
      ...[
        ['input', 'insertCompositionText', '日'],
        ['compositionend', '', '日'],
        ['keydown', '', '日'],
        ['ne日', ''],
      ],
    ]);
  });

  it('goes to the clipboard of who pressed last, and comes from there, by the functions of a page', async () => {
    const process = await run(`export default { setup({ canvas, send }) {
      canvas.addEventListener('keydown', () => {
        navigator.clipboard.writeText('of the scene').then(() => send('written'));
        navigator.clipboard.readText().then((text) => send(text), (error) => send(error.name));
      });
      canvas.addEventListener('paste', (event) => {
        event.preventDefault();
        send(['pasted', event.clipboardData.getData('text/plain').length]);
      });
      canvas.addEventListener('copy', (event) => {
        event.preventDefault();
        event.clipboardData.setData('text/plain', 'selected');
      });
    } };`);
    const key = { code: 'KeyW', key: 'w', location: 0, repeat: false, modifiers: 0 } as const;
    await process.input({ type: 'key', seq: 1, action: 'down', ...key });
    await process.server.until(() => heard(process, 'clipboard').length === 2);
    const [write, read] = heard(process, 'clipboard');
    expect([write, read]).toMatchObject([{ use: 'write', text: 'of the scene' }, { use: 'read' }]);
    await clip(process, 'written', write!.id);
    await clip(process, 'refused', read!.id, 'the user said no');
    await clip(process, 'paste', 0, 'x'.repeat(65_536));
    await clip(process, 'copy');
    await process.server.until(() => said(process).length === 3 && heard(process, 'clipboard').length === 3);
    // Promises are kept behind the frame's events, in an order of their own.
    expect(new Set(said(process))).toEqual(new Set(['written', 'NotAllowedError', ['pasted', 65_536]]));
    expect(heard(process, 'clipboard')[2]).toMatchObject({ use: 'write', id: 0, text: 'selected' });
  });

  it('is asked of nobody any more who only looks on', async () => {
    const process = await run(`export default { setup({ canvas, send }) {
      canvas.addEventListener('keydown', () => navigator.clipboard.readText().catch(({ message }) => send(message)));
    } };`);
    const key = { code: 'KeyW', key: 'w', location: 0, repeat: false, modifiers: 0 } as const;
    await process.input({ type: 'key', seq: 1, action: 'down', ...key });
    await process.server.until(() => heard(process, 'clipboard').length === 1);
    process.server.send('control', { type: 'role', viewer: 1, role: 'spectator' });
    await process.server.until(() => said(process).length === 1);
    expect(said(process)).toEqual(['The clipboard was refused: the viewer only looks on.']);
  });
});
