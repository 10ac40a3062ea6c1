import { describe, expect, it } from 'vitest';
import { Progress } from './progress.ts';

function written(isTTY: boolean, use: (progress: Progress) => void): string[] {
  const texts: string[] = [];
  use(new Progress({ isTTY, write: (text) => texts.push(text) }));
  return texts;
}

describe('progress', () => {
  it('rewrites one line on a terminal, and clears it for the result', () => {
    const texts = written(true, (progress) => {
      progress.step('a');
      progress.update('b', 1);
      progress.update('b', 2);
      progress.end();
      progress.end();
    });
    expect(texts).toEqual(['\r\u001B[2Ka', '\r\u001B[2Kb', '\r\u001B[2K']);
  });

  it('writes a line every five seconds in a log, and each step at once', () => {
    const texts = written(false, (progress) => {
      progress.step('start');
      progress.update('1', 1_000);
      progress.update('2', 6_500);
      progress.update('3', 7_000);
      progress.step('next');
      progress.end();
    });
    expect(texts).toEqual(['start\n', '2\n', 'next\n']);
  });
});
