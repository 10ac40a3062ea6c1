import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RemoteViewError } from '@remote-view/protocol';
import { readIceFragment } from './ice-fragment.ts';

const FRAGMENT = [
  'a=ice-ufrag:EsAw',
  'a=ice-pwd:bP+XJMM09aR8AiX1jdukzR6Y',
  'm=audio 9 RTP/AVP 0',
  'a=mid:0',
  'a=candidate:1387637174 1 udp 2122260223 192.0.2.1 61764 typ host generation 0 ufrag EsAw network-id 1',
  'a=candidate:3471623853 1 udp 2122194687 198.51.100.2 61765 typ host generation 0 ufrag EsAw network-id 2',
  'a=end-of-candidates',
];

describe('an ICE fragment', () => {
  test.each(['\r\n', '\n'])('says whose ICE session it is about, and how many candidates there are (%j)', (end) => {
    expect(readIceFragment(FRAGMENT.join(end) + end)).toEqual({ ufrag: 'EsAw', candidates: 2 });
  });

  test('may leave out its credentials, or repeat them', () => {
    expect(readIceFragment('a=end-of-candidates')).toEqual({ ufrag: undefined, candidates: 0 });
    expect(readIceFragment([FRAGMENT[0], FRAGMENT[2], FRAGMENT[0]].join('\n'))).toMatchObject({ ufrag: 'EsAw' });
  });

  test.each([
    ['nothing', ''],
    ['JSON', '{"candidate":""}'],
    ['another kind of line', 'v=0\na=mid:0'],
    ['a control character', 'a=mid:\u00000'],
    ['credentials of a wrong form', 'a=ice-ufrag:a b c'],
    ['credentials of two sessions', 'a=ice-ufrag:abcd\na=ice-ufrag:efgh'],
    ['more lines than any player has', 'a=mid:0\n'.repeat(201)],
    ['a line longer than any', `a=candidate:${'1'.repeat(1_001)}`],
  ])('is refused with %s', (_what, text) => {
    expect(() => readIceFragment(text)).toThrow(expect.objectContaining({ code: 'sdp-invalid' }));
  });

  test('is read or refused with a code, whatever it is', () => {
    const line = fc.oneof(fc.constantFrom(...FRAGMENT), fc.string());
    fc.assert(
      fc.property(fc.array(line), fc.constantFrom('\n', '\r\n', '\r'), (lines, end) => {
        try {
          readIceFragment(lines.join(end));
        } catch (error) {
          expect(error).toBeInstanceOf(RemoteViewError);
        }
      }),
    );
  });
});
