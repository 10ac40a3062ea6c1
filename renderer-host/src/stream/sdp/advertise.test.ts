import { describe, expect, test } from 'vitest';
import { advertise } from './advertise.ts';

const LOCAL = [
  'candidate:2 1 UDP 2116026111 fd00::2 40123 typ host',
  'candidate:1 1 UDP 2114977791 192.0.2.2 40123 typ host',
  'candidate:3 1 UDP 2114977535 10.0.0.2 40123 typ host',
];

describe('advertised addresses', () => {
  test('change nothing where there are none', () => {
    expect(advertise(LOCAL, [])).toEqual(LOCAL);
  });

  test('stand in place of the local ones of their kind, with their port', () => {
    expect(advertise(LOCAL, ['203.0.113.7'])).toEqual(['candidate:1 1 UDP 2130706431 203.0.113.7 40123 typ host']);
    expect(advertise(LOCAL, ['2001:db8::7', '203.0.113.7'])).toEqual([
      'candidate:1 1 UDP 2130706431 2001:db8::7 40123 typ host',
      'candidate:2 1 UDP 2130706175 203.0.113.7 40123 typ host',
    ]);
  });

  test('are left out where nothing listens behind them', () => {
    expect(advertise(LOCAL.slice(0, 1), ['203.0.113.7'])).toEqual([]);
  });

  test('never let a local address through', () => {
    const odd = ['candidate:4 1 TCP 1288699135 192.0.2.2 9 typ host tcptype active', 'candidate:nonsense'];
    expect(advertise([...LOCAL, ...odd], ['203.0.113.7']).join()).not.toMatch(/192\.0\.2|10\.0\.0|fd00|TCP/);
  });
});
