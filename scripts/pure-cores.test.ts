import { describe, expect, it } from 'vitest';
import { pureCoreViolations } from './pure-cores.ts';

const problems = (path: string, text: string) =>
  pureCoreViolations([{ path, text }]).map(({ line, problem }) => `${line} ${problem}`);

describe('pureCoreViolations', () => {
  it.each([
    ['const t = Date.now();', 'Date.now'],
    ['const t = performance.now();', 'performance.now'],
    ['const t = new Date();', 'new Date()'],
    ['const r = Math.random();', 'Math.random'],
    ['const id = crypto.randomUUID();', 'crypto.randomUUID'],
    ['setTimeout(f, 1);', 'setTimeout'],
    ['globalThis.setInterval(f, 1);', 'setInterval'],
    ['setImmediate(f);', 'setImmediate'],
    ["import net from 'node:net';", "'node:net'"],
    ["import dgram from 'node:dgram';", "'node:dgram'"],
  ])('finds %s', (code, found) => {
    expect(problems('renderer-host/src/stream/rtp/packetiser.ts', `\n${code}`)).toEqual([
      expect.stringContaining(`2 a pure core uses ${found}: `),
    ]);
  });

  it.each([
    'protocol/src/input.ts',
    'gateway/src/allocation/allocator.ts',
    'viewer/src/connection/transition.ts',
    'viewer/src/core/backoff.ts',
    'renderer-host/src/stream/congestion/estimator.ts',
    'renderer-host/src/stream/pacing/pacer.ts',
    'renderer-host/src/stream/sdp/answer.ts',
    'renderer-host/src/stream/rtcp/feedback.ts',
  ])('looks at %s', (path) => {
    expect(problems(path, 'Date.now()')).toHaveLength(1);
  });

  it('leaves shells, tests and comments alone', () => {
    expect(problems('gateway/src/server.ts', 'Date.now()')).toEqual([]);
    expect(problems('protocol/src/input.test.ts', 'performance.now()')).toEqual([]);
    expect(problems('protocol/src/input.ts', '/** No Date.now() here. */\n// nor Math.random()')).toEqual([]);
    expect(problems('protocol/src/input.ts', 'const update = new Date(now);')).toEqual([]);
  });
});
