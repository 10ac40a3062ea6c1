import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_LINE_CHARS, OutputLines } from './output-lines.ts';

describe('OutputLines', () => {
  it('gives whole lines, whatever ends them', () => {
    const lines = new OutputLines();
    expect(lines.push('one\ntwo\r\nthr')).toEqual(['one', 'two']);
    expect(lines.push('ee\n')).toEqual(['three']);
    expect(lines.end()).toBe('');
  });

  it('gives the same lines however the text is cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ maxLength: 20 }).map((line) => line.replaceAll(/[\r\n]/gu, ' '))),
        fc.nat(),
        (text, at) => {
          const all = text.map((line) => `${line}\n`).join('');
          const place = at % (all.length + 1);
          const lines = new OutputLines();
          expect([...lines.push(all.slice(0, place)), ...lines.push(all.slice(place))]).toEqual(text);
        },
      ),
    );
  });

  it('gives what was begun at the end', () => {
    const lines = new OutputLines();
    lines.push('one\nlast');
    expect(lines.end()).toBe('last');
  });

  it('keeps no more of a line without an end than is allowed, and loses none of it', () => {
    const lines = new OutputLines();
    const got = Array.from({ length: 100 }, () => lines.push('x'.repeat(1_000))).flat();
    expect(Math.max(...got.map((line) => line.length))).toBeLessThanOrEqual(MAX_LINE_CHARS);
    const rest = lines.end();
    expect(rest.length).toBeLessThanOrEqual(MAX_LINE_CHARS);
    expect([...got, rest].join('')).toHaveLength(100_000);
  });

  it('cuts a long line that came whole', () => {
    const pieces = new OutputLines().push(`${'x'.repeat(MAX_LINE_CHARS * 2 + 1)}\n`);
    expect(pieces.map((piece) => piece.length)).toEqual([MAX_LINE_CHARS, MAX_LINE_CHARS, 1]);
  });
});
