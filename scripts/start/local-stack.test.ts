import { describe, expect, it } from 'vitest';
import { processesOf } from './local-stack.ts';

describe('gateway and host on this machine', () => {
  const [gateway, host] = processesOf({
    options: { host: '0.0.0.0', port: 9_000 },
    gateway: ['--public', '/page'],
    host: ['--scenes', '/scenes'],
  });

  it('find each other, though the gateway listens on all addresses', () => {
    expect(gateway!.args.join(' ')).toContain('--host 0.0.0.0 --port 9000');
    expect(host!.args.join(' ')).toContain('--gateway ws://127.0.0.1:9000/v1/hosts');
    expect([gateway!.readyUrl, host!.readyUrl]).toEqual([
      'http://127.0.0.1:9000/livez',
      'http://127.0.0.1:9000/readyz?hosts=1',
    ]);
  });

  it('are given the flags of whoever starts them last, so that these win', () => {
    expect(gateway!.args.slice(-2)).toEqual(['--public', '/page']);
    expect(host!.args.slice(-2)).toEqual(['--scenes', '/scenes']);
  });
});
