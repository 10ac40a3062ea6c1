import { decodeHostData, LOG_CHARS, type LogLevel, type LogLine } from '@remote-view/protocol';
import { describe, expect, it } from 'vitest';
import { tapConsole } from './console-tap.ts';
import { PageLog } from './page-log.ts';

function logging(): { log: PageLog; lines: LogLine[]; time: { now: number } } {
  const lines: LogLine[] = [];
  const time = { now: 0 };
  const log = new PageLog({ send: (bytes) => lines.push(decodeHostData(bytes) as LogLine), now: () => time.now });
  return { log, lines, time };
}

describe('lines for the consoles of the pages', () => {
  it('say what a console would say', () => {
    const { log, lines } = logging();
    log.joined();
    log.info('%d cars of', 3, { make: 'tin' });
    log.warn('low');
    log.error(new Error('no wheels'));
    expect(lines.map(({ level, text }) => [level, text.split('\n')[0]])).toEqual([
      ['info', "3 cars of { make: 'tin' }"],
      ['warn', 'low'],
      ['error', 'Error: no wheels'],
    ]);
  });

  it('of before the first viewer are kept, the newest of them', () => {
    const { log, lines } = logging();
    for (let line = 0; line < 60; line++) log.info(line);
    expect(lines).toEqual([]);
    log.joined();
    expect(lines.map(({ text }) => text)).toEqual(Array.from({ length: 50 }, (_nothing, line) => `${line + 10}`));
    log.deserted();
    log.info('to nobody');
    expect(lines).toHaveLength(50);
    log.joined();
    expect(lines.at(-1)?.text).toBe('to nobody');
  });

  it('are at most a hundred at once and twenty a second, and say how many are missing', () => {
    const { log, lines, time } = logging();
    log.joined();
    for (let line = 0; line < 1_000; line++) log.info(line);
    expect(lines).toHaveLength(100);
    time.now = 1_000;
    for (let line = 0; line < 1_000; line++) log.info(line);
    expect(lines[100]).toMatchObject({ level: 'warn', text: expect.stringMatching(/^900 lines/u) as string });
    expect(lines).toHaveLength(100 + 1 + 20);
  });

  it('are short, whatever they hold', () => {
    const { log, lines } = logging();
    log.joined();
    log.info('x'.repeat(100_000));
    log.info(Array.from({ length: 100_000 }, (_nothing, index) => ({ index })));
    const broken = {
      [Symbol.for('nodejs.util.inspect.custom')]() {
        throw new Error('not me');
      },
    };
    log.info(broken);
    expect(lines.map(({ text }) => text.length <= LOG_CHARS)).toEqual([true, true, true]);
    expect(lines[2]?.text).toBe('A value could not be shown: not me');
  });
});

describe('a plain console that is tapped', () => {
  it('writes where it wrote before, and to the pages', () => {
    const plain: unknown[] = [];
    const written: (readonly [LogLevel, readonly unknown[]])[] = [];
    const write = (...values: unknown[]): void => void plain.push(values);
    const target = { debug: write, log: write, info: write, warn: write, error: write };
    tapConsole(target, (level, values) => written.push([level, values]));
    target.log('a', 1);
    target.warn('b');
    target.error('c');
    expect(plain).toEqual([['a', 1], ['b'], ['c']]);
    expect(written).toEqual([
      ['info', ['a', 1]],
      ['warn', ['b']],
      ['error', ['c']],
    ]);
  });

  it('does not go round in circles with a value that writes while it is shown', () => {
    const written: unknown[] = [];
    const write = (..._values: unknown[]): void => {};
    const target = { debug: write, log: write, info: write, warn: write, error: write };
    tapConsole(target, (_level, values) => {
      written.push(values);
      target.log('again');
    });
    target.log('once');
    expect(written).toEqual([['once']]);
  });
});
