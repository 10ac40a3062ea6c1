import { describe, expect, it } from 'vitest';
import { memoryOf, parseProcess, readProcesses, type ProcessInfo } from './processes.ts';

function processOf(pid: number, parent: number, startedAt: number, command: string): ProcessInfo {
  return { pid, parent, startedAt, command, residentBytes: pid * 1e6 };
}

describe('the memory of the stack', () => {
  it('is that of the oldest scene and stream process of the agent', () => {
    const processes = [
      processOf(10, 1, 100, 'node gateway/src/server.ts'),
      processOf(20, 1, 101, 'node renderer-host/src/agent/main.ts'),
      processOf(33, 20, 300, 'node renderer-host/src/scene/main.ts'),
      processOf(31, 20, 200, 'node renderer-host/src/scene/main.ts'),
      processOf(32, 20, 200, 'node renderer-host/src/stream/main.ts'),
      processOf(30, 99, 50, 'node renderer-host/src/scene/main.ts'),
    ];
    expect(memoryOf(processes, 10, 20)).toEqual({ gateway: 10, agent: 20, scene: 31, stream: 32 });
  });

  it('is unknown of what does not run', () => {
    expect(memoryOf([processOf(20, 1, 1, 'node')], 10, 20)).toEqual({ agent: 20 });
  });
});

describe('what /proc says of a process', () => {
  const rest = ['S', '7', ...Array.from({ length: 17 }, () => '0'), '4242', '0'].join(' ');

  it('is read whatever the process calls itself', () => {
    expect(parseProcess(`12 (a) b (c) ${rest}`, 'node\0main.ts\0', 'Name:\tx\nVmRSS:\t    1000 kB\n')).toEqual({
      pid: 12,
      parent: 7,
      startedAt: 4_242,
      command: 'node main.ts ',
      residentBytes: 1_024_000,
    });
  });

  it('is nothing for one that has ended', () => {
    expect(parseProcess(`12 (gone) ${rest}`, '', 'Name:\tx\n')).toBeUndefined();
    expect(parseProcess('', '', 'VmRSS:\t1 kB\n')).toBeUndefined();
  });

  it.runIf(process.platform === 'linux')('is true of this process', async () => {
    const own = (await readProcesses()).find(({ pid }) => pid === process.pid);
    expect(own).toMatchObject({ parent: process.ppid });
    expect(own!.residentBytes).toBeGreaterThan(process.memoryUsage.rss() / 2);
  });
});
