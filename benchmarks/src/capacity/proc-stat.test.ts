import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { descendants, parseMemory, parseTaskStat, roleOf, threadKind } from './proc-stat.ts';

const LINE = `4711 (a (b) c) S 12 4711 4711 0 -1 4194304 100 0 0 0 250 50 1 2 20 0 11 0 99 1000 200 18446744073709551615\n`;

describe('what Linux says of a process', () => {
  it('is read past any name', () => {
    expect(parseTaskStat(LINE)).toEqual({ pid: 4_711, name: 'a (b) c', parent: 12, cpuSeconds: 3 });
    expect(parseTaskStat('')).toBeUndefined();
    expect(parseTaskStat('1 (short) S 2')).toBeUndefined();
  });

  it.runIf(process.platform === 'linux')('is read of this process as it says of itself', () => {
    const stat = parseTaskStat(readFileSync('/proc/self/stat', 'utf8'))!;
    expect(stat).toMatchObject({ pid: process.pid, parent: process.ppid });
    const { user, system } = process.cpuUsage();
    expect(Math.abs(stat.cpuSeconds - (user + system) / 1e6)).toBeLessThan(0.2);
    const { resident, proportional } = parseMemory(readFileSync('/proc/self/smaps_rollup', 'utf8'));
    expect(resident).toBeGreaterThan(10e6);
    expect(proportional).toBeGreaterThan(0);
    expect(proportional).toBeLessThanOrEqual(resident);
  });

  it('says who comes from whom, in any order', () => {
    const all = [
      { pid: 5, parent: 4 },
      { pid: 2, parent: 1 },
      { pid: 4, parent: 2 },
      { pid: 9, parent: 1 },
    ];
    expect(descendants(2, all)).toEqual(new Set([2, 4, 5]));
  });

  it('says what it is by its module', () => {
    expect(roleOf('node\0--x\0/srv/renderer-host/src/scene/main.ts')).toBe('scene');
    expect(roleOf('node\0/srv/gateway/src/server.ts\0--dev')).toBe('gateway');
    expect(roleOf('bash')).toBeUndefined();
  });

  it('counts threads of a kind together', () => {
    expect(['x264-12', 'Thread<03>', 'node', 'MainThread'].map(threadKind)).toEqual([
      'x264',
      'Thread',
      'node',
      'MainThread',
    ]);
  });
});
