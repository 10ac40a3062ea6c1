import { describe, expect, test } from 'vitest';
import { readAdvertised, readPortRange } from './network-options.ts';

const refusal = (text: string) =>
  expect.objectContaining({ code: 'bad-configuration', message: expect.stringContaining(text) as string }) as Error;

describe('the range of ports', () => {
  test('has a port for each session', () => {
    expect(readPortRange('40000-40003', 4)).toEqual({ begin: 40_000, end: 40_003 });
    expect(readPortRange('443-443', 1)).toEqual({ begin: 443, end: 443 });
    expect(() => readPortRange('40000-40003', 5)).toThrow(refusal('5 ports or more'));
  });

  test.each(['40000', '40003-40000', '0-10', '65000-65536', 'a-b', ''])('is not %j', (text) => {
    expect(() => readPortRange(text, 1)).toThrow(refusal('like 40000-40007'));
  });
});

describe('advertised addresses', () => {
  const LOCAL = ['127.0.0.1', '10.0.0.5', '::1', 'fd00::5'];

  test('are of both kinds, in the order given', () => {
    expect(readAdvertised('203.0.113.7, 2001:db8::7', LOCAL)).toEqual(['203.0.113.7', '2001:db8::7']);
  });

  test.each([
    '',
    'host.example',
    '203.0.113.7:40000',
    '0.0.0.0',
    '::',
    '224.0.0.1',
    'ff02::1',
    '255.255.255.255',
    'fe80::1%eth0',
  ])('are not %j', (text) => {
    expect(() => readAdvertised(text, LOCAL)).toThrow(refusal('at which viewers reach this host'));
  });

  test('are none that this host could not be reached at', () => {
    expect(() => readAdvertised('2001:db8::7', ['10.0.0.5'])).toThrow(refusal('no IPv6 address'));
    expect(() => readAdvertised('203.0.113.7', ['fd00::5'])).toThrow(refusal('no IPv4 address'));
  });

  test('are few', () => {
    expect(() => readAdvertised(Array<string>(5).fill('203.0.113.7').join(','), LOCAL)).toThrow(refusal('at most 4'));
  });
});
