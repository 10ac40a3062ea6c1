import { decodeHostData } from '@remote-view/protocol';
import { describe, expect, it } from 'vitest';
import { Captions } from './captions.ts';

function captionsAt(time: { now: number }): { captions: Captions; sent: unknown[] } {
  const sent: unknown[] = [];
  const captions = new Captions({ send: (bytes) => sent.push(decodeHostData(bytes)), now: () => time.now });
  return { captions, sent };
}

describe('captions', () => {
  it('go to all pages, with their language and their time', () => {
    const { captions, sent } = captionsAt({ now: 0 });
    captions.show('Guten Tag.', { lang: 'de', seconds: 3 });
    captions.show('…');
    captions.clear();
    expect(sent).toEqual([
      { type: 'caption', text: 'Guten Tag.', lang: 'de', seconds: 3 },
      { type: 'caption', text: '…', lang: '', seconds: 0 },
      { type: 'caption', text: '', lang: '', seconds: 0 },
    ]);
  });

  it('are no more than ten in a second', () => {
    const time = { now: 0 };
    const { captions, sent } = captionsAt(time);
    for (let index = 0; index < 50; index++) captions.show(String(index));
    expect(sent).toHaveLength(10);
    time.now = 1_001;
    captions.show('again');
    expect(sent).toHaveLength(11);
  });
});
