import { describe, expect, it } from 'vitest';
import { parseCyclesOptions } from './options.ts';

describe('the options of the connection cycles', () => {
  it('are a thousand cycles in one session where nothing else is asked for', () => {
    expect(parseCyclesOptions([])).toEqual({ cycles: 1_000, looks: 20, own: false });
    expect(parseCyclesOptions(['--cycles', '60', '--looks', '6', '--own'])).toEqual({
      cycles: 60,
      looks: 6,
      own: true,
    });
  });

  it.each([[['--cycles', '9']], [['--looks', '3']], [['--cycles', 'many']], [['--often']]])('refuse %j', (args) => {
    expect(() => parseCyclesOptions(args)).toThrow(expect.objectContaining({ code: 'bad-configuration' }));
  });
});
