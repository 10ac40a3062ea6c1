import { RemoteViewError } from '@remote-view/protocol';
import { describe, expect, it } from 'vitest';
import { parseStartupOptions } from './options.ts';

describe('the options of the startup suite', () => {
  it('are all cases, 40 times each, unless said otherwise', () => {
    expect(parseStartupOptions([])).toEqual({
      cases: ['session', 'join', 'cold'],
      reload: true,
      repetitions: 40,
      scene: 'cube',
      width: 640,
      height: 360,
      json: undefined,
    });
    expect(parseStartupOptions(['--quick'])).toMatchObject({ repetitions: 8 });
  });

  it('are all taken, and cases run in the order in which they are known', () => {
    const args = '--quick --repetitions 3 --cases cold,session --scene barcode --size 1280x720 --json a.json'.split(
      ' ',
    );
    expect(parseStartupOptions(args)).toEqual({
      cases: ['session', 'cold'],
      reload: false,
      repetitions: 3,
      scene: 'barcode',
      width: 1_280,
      height: 720,
      json: 'a.json',
    });
  });

  it('may be hot reload alone', () => {
    expect(parseStartupOptions(['--cases', 'reload'])).toMatchObject({ cases: [], reload: true });
  });

  it.each([
    ['--repetitions', '0'],
    ['--repetitions', '1.5'],
    ['--cases', 'warm'],
    ['--cases', 'join,join,warm'],
    ['--cases', ''],
    ['--scene', '../etc'],
    ['--size', '640'],
    ['--unknown', '1'],
  ])('refuse %s %s with a code', (...args) => {
    const refused = (): unknown => parseStartupOptions(args);
    expect(refused).toThrow(RemoteViewError);
    expect(refused).toThrow(expect.objectContaining({ code: 'bad-configuration' }) as Error);
  });
});
