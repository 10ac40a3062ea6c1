import { describe, expect, it } from 'vitest';
import { localAuthority, pageUrl, readOptions } from './options.ts';

describe('readOptions', () => {
  it('listens on 127.0.0.1:8080 when nothing is said', () => {
    expect(readOptions({})).toEqual({ host: '127.0.0.1', port: 8080 });
    expect(readOptions({ PORT: '', HOST: 'localhost' })).toEqual({ host: '127.0.0.1', port: 8080 });
  });

  it('takes PORT and HOST', () => {
    expect(readOptions({ PORT: '9000', HOST: '0.0.0.0' })).toEqual({ host: '0.0.0.0', port: 9000 });
  });

  it.each(['0', '65536', 'http', '80.5', '-1', '1e3'])('refuses PORT=%s in one readable line', (PORT) => {
    expect(() => readOptions({ PORT })).toThrow(`PORT must be a number from 1 to 65535, not '${PORT}'.`);
  });
});

describe('addresses', () => {
  it.each([
    ['127.0.0.1', '127.0.0.1:8080', 'http://localhost:8080'],
    ['0.0.0.0', '127.0.0.1:8080', 'http://localhost:8080'],
    ['::', '[::1]:8080', 'http://localhost:8080'],
    ['fe80::1', '[fe80::1]:8080', 'http://[fe80::1]:8080'],
    ['10.0.0.7', '10.0.0.7:8080', 'http://10.0.0.7:8080'],
  ])('of HOST=%s are %s and %s', (host, authority, url) => {
    expect(localAuthority({ host, port: 8080 })).toBe(authority);
    expect(pageUrl({ host, port: 8080 })).toBe(url);
  });
});
