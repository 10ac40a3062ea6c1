import { decodeHostData, type TextFieldRequest } from '@remote-view/protocol';
import { describe, expect, it } from 'vitest';
import { TextRequests } from './text-requests.ts';

/** @param gesture who pressed last; asked each time */
function setUp(gesture: () => number | undefined = () => undefined) {
  const sent: (Partial<TextFieldRequest> & { readonly viewer: number | undefined })[] = [];
  const requests = new TextRequests({
    send: (bytes, viewer) => {
      const { wanted, mode, value, box } = decodeHostData(bytes) as TextFieldRequest;
      sent.push({ viewer, wanted, mode, value, box });
    },
    gesture,
  });
  return { requests, sent };
}

describe('a scene that wants text', () => {
  it('asks the page of who pressed last', () => {
    const { requests, sent } = setUp(() => 4);
    requests.request({ inputMode: 'numeric', value: '12', rect: { x: 0, y: 0.5, width: 1, height: 2 } });
    expect(sent).toEqual([{ viewer: 4, wanted: true, mode: 'numeric', value: '12', box: [0, 32_768, 65_535, 65_535] }]);
    requests.end();
    requests.end();
    expect(sent.slice(1)).toEqual([{ viewer: 4, wanted: false, mode: 'text', value: '', box: [] }]);
  });

  it('asks everybody where nobody has, and who comes later', () => {
    const { requests, sent } = setUp();
    requests.heard(1);
    requests.request();
    requests.heard(1);
    requests.heard(2);
    expect(sent.map(({ viewer }) => viewer)).toEqual([undefined, 2]);
  });

  it('asks one page no more when it asks another', () => {
    const { requests, sent } = setUp(() => 1);
    requests.request();
    requests.request({ viewer: 2 });
    expect(sent.map(({ viewer, wanted }) => [viewer, wanted])).toEqual([
      [1, true],
      [1, false],
      [2, true],
    ]);
  });

  it('asks nobody any more once that viewer is gone', () => {
    const { requests, sent } = setUp(() => 1);
    requests.heard(1);
    requests.request();
    requests.forgetViewers();
    requests.end();
    expect(sent).toHaveLength(1);
  });

  it('asks whoever pressed last when a field gets the focus, and the same page when it gets another text', () => {
    let pressed = 1;
    const { requests, sent } = setUp(() => pressed);
    const field = { value: 'a', selectionEnd: 1, inputMode: '', type: 'text', takesText: true };
    requests.focused(field);
    pressed = 2;
    field.value = 'b';
    requests.focused(field);
    requests.focused({ ...field, value: 'of another' });
    expect(sent.map(({ viewer, wanted }) => [viewer, wanted])).toEqual([
      [1, true],
      [1, true],
      [1, false],
      [2, true],
    ]);
  });

  it.each([
    ['', 'text', 'text'],
    ['', 'password', 'text'],
    ['', 'email', 'email'],
    ['', 'number', 'decimal'],
    ['numeric', 'number', 'numeric'],
    ['none', 'tel', 'tel'],
  ])('asks by inputMode %j and type %j for the keyboard %s', (inputMode, type, mode) => {
    const { requests, sent } = setUp();
    requests.focused({ value: '', selectionEnd: 0, inputMode, type, takesText: true });
    expect(sent.map((one) => one.mode)).toEqual([mode]);
  });

  it('asks nobody for a field that takes none, and no more who was asked before', () => {
    const { requests, sent } = setUp();
    const field = { value: '', selectionEnd: 0, inputMode: '', type: 'text', takesText: true };
    const checkbox = { ...field, type: 'checkbox', takesText: false };
    requests.focused(checkbox);
    expect(sent).toEqual([]);
    requests.focused(field);
    requests.focused(checkbox);
    expect(sent.map(({ wanted }) => wanted)).toEqual([true, false]);
  });

  it('gives the end of a long text, never half a character', () => {
    const { requests, sent } = setUp();
    requests.request({ value: `👍${'x'.repeat(1_023)}` });
    expect(sent[0]!.value).toBe('x'.repeat(1_023));
  });

  it('is told of a keyboard that there is not', () => {
    const { requests } = setUp();
    const wrong = 'runes' as 'text';
    expect(() => requests.request({ inputMode: wrong })).toThrow(
      expect.objectContaining({ code: 'bad-configuration' }),
    );
  });

  it('hears of changes until it listens no more', () => {
    const { requests } = setUp();
    const heard: string[] = [];
    const stop = requests.onText(({ text }) => heard.push(text));
    const change = { viewer: 1, caret: 0, before: 0, after: 0, composition: '' };
    requests.changed({ ...change, text: 'a' });
    stop();
    requests.changed({ ...change, text: 'b' });
    expect(heard).toEqual(['a']);
  });
});
