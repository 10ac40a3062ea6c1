/** What an operator says about this host's place in the network. */
import { RemoteViewError } from '@remote-view/protocol';
import { BlockList, isIP } from 'node:net';
import type { PortRange } from './udp-ports.ts';

/** More than that and a browser tries them one after another, 50 ms each. */
const MAX_ADVERTISED = 4;

/** Addresses at which nobody can be reached. */
const NOWHERE = new BlockList();
NOWHERE.addSubnet('0.0.0.0', 8);
NOWHERE.addSubnet('224.0.0.0', 3);
NOWHERE.addAddress('::', 'ipv6');
NOWHERE.addSubnet('ff00::', 8, 'ipv6');

/**
 * `A-B`: a UDP port for each session.
 * @param capacity sessions at once
 * @throws RemoteViewError `bad-configuration`
 */
export function readPortRange(text: string, capacity: number): PortRange {
  const [, begin, end] = /^(\d{1,5})-(\d{1,5})$/u.exec(text) ?? [];
  const range = { begin: Number(begin), end: Number(end) };
  if (!(range.begin >= 1 && range.begin <= range.end && range.end <= 65_535)) {
    throw wrong('--port-range', 'like 40000-40007');
  }
  if (range.end - range.begin + 1 < capacity) {
    throw wrong('--port-range', `${capacity} ports or more, one for each of the sessions that --capacity allows`);
  }
  return range;
}

/**
 * `IP,IP`: what viewers are told in place of the addresses that this machine knows itself by.
 * @param local addresses of this machine, or the one that it binds to
 * @throws RemoteViewError `bad-configuration`
 */
export function readAdvertised(text: string, local: readonly string[]): readonly string[] {
  const addresses = text.split(',').map((address) => address.trim());
  for (const address of addresses) {
    const family = isIP(address);
    if (family === 0 || address.includes('%') || NOWHERE.check(address, family === 6 ? 'ipv6' : 'ipv4')) {
      throw wrong('--advertise', `IP addresses at which viewers reach this host, like 203.0.113.7, not '${address}'`);
    }
    if (!local.some((mine) => isIP(mine) === family)) {
      throw wrong(
        '--advertise',
        `of a kind that this host has: it has no IPv${family} address for ${address} to lead to`,
      );
    }
  }
  if (addresses.length > MAX_ADVERTISED) throw wrong('--advertise', `at most ${MAX_ADVERTISED} addresses`);
  return addresses;
}

function wrong(flag: string, expected: string): RemoteViewError {
  return new RemoteViewError('bad-configuration', `${flag} must be ${expected}.`);
}
