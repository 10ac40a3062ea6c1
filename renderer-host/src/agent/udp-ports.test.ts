import { describe, expect, test } from 'vitest';
import { UdpPorts } from './udp-ports.ts';

describe('the ports of a host', () => {
  test('are each leased to one', async () => {
    const ports = new UdpPorts({ begin: 40_000, end: 40_002 });
    const leases = [ports.lease(), ports.lease(), ports.lease()];
    expect(await Promise.all(leases.map(({ port }) => port))).toEqual([40_000, 40_001, 40_002]);
  });

  test('are waited for where all are taken, in turn', async () => {
    const ports = new UdpPorts({ begin: 40_000, end: 40_000 });
    const [first, second, third] = [ports.lease(), ports.lease(), ports.lease()];
    const order: string[] = [];
    void second.port.then(() => order.push('second'));
    void third.port.then(() => order.push('third'));
    expect(await first.port).toBe(40_000);
    expect(order).toEqual([]);
    first.release();
    expect(await second.port).toBe(40_000);
    second.release();
    expect(await third.port).toBe(40_000);
    expect(order).toEqual(['second', 'third']);
  });

  test('are for the next where somebody gives up waiting, and where one is given back twice', async () => {
    const ports = new UdpPorts({ begin: 40_000, end: 40_000 });
    const [first, second, third] = [ports.lease(), ports.lease(), ports.lease()];
    second.release();
    first.release();
    first.release();
    expect(await third.port).toBe(40_000);
    third.release();
    const [fourth, fifth] = [ports.lease(), ports.lease()];
    expect(await fourth.port).toBe(40_000);
    fourth.release();
    expect(await fifth.port).toBe(40_000);
  });
});
