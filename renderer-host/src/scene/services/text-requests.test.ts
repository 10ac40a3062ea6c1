import { decodeHostData, type TextFieldRequest } from '@remote-view/protocol';
import { describe, expect, it } from 'vitest';
import { TextRequests } from './text-requests.ts';

function setUp(gesture?: number) {
  const sent: (Partial<TextFieldRequest> & { readonly viewer: number | undefined })[] = [];
  const requests = new TextRequests({
    send: (bytes, viewer) => {
      const { wanted, mode, value, box } = decodeHostData(bytes) as TextFieldRequest;
      sent.push({ viewer, wanted, mode, value, box });
    },
    gesture: () => gesture,
  });
  return { requests, sent };
}

describe('a scene that wants text', () => {
  it('asks the page of who pressed last', () => {
    const { requests, sent } = setUp(4);
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
    const { requests, sent } = setUp(1);
    requests.request();
    requests.request({ viewer: 2 });
    expect(sent.map(({ viewer, wanted }) => [viewer, wanted])).toEqual([
      [1, true],
      [1, false],
      [2, true],
    ]);
  });

  it('asks nobody any more once that viewer is gone', () => {
    const { requests, sent } = setUp(1);
    requests.heard(1);
    requests.request();
    requests.forgetViewers();
    requests.end();
    expect(sent).toHaveLength(1);
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
