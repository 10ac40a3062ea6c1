import { describe, expect, it } from 'vitest';
import { dependencyViolations } from './dependency-rule.ts';

/** Put together here, so that this file does not seem to import it. */
const dynamicImport = (specifier: string) => `await import('${specifier}');`;

const problems = (...files: [path: string, text: string][]) =>
  dependencyViolations(files.map(([path, text]) => ({ path, text }))).map(
    ({ path, line, problem }) => `${path}:${line} ${problem}`,
  );

describe('between packages', () => {
  it('lets everybody import protocol and itself, and benchmarks import all', () => {
    expect(
      problems(
        ['gateway/src/app.ts', "import { LIMITS } from '@remote-view/protocol';"],
        ['viewer/src/element.ts', "import type { Input } from '@remote-view/protocol';"],
        ['benchmarks/src/run.ts', "import { app } from '@remote-view/gateway';"],
        ['renderer-host/scenes/game.ts', "import { defineScene } from '@remote-view/renderer-host';"],
      ),
    ).toEqual([]);
  });

  it('refuses every other way, types included', () => {
    expect(
      problems(
        ['protocol/src/a.ts', "import type { B } from '@remote-view/viewer';"],
        ['gateway/src/a.ts', "\nimport { x } from '@remote-view/renderer-host';"],
        ['viewer/src/a.ts', dynamicImport('@remote-view/gateway')],
      ),
    ).toEqual([
      'protocol/src/a.ts:1 protocol imports viewer, and may import nothing of ours',
      'gateway/src/a.ts:2 gateway imports renderer-host, and may import protocol',
      'viewer/src/a.ts:1 viewer imports gateway, and may import protocol',
    ]);
  });

  it('refuses a relative path into another package, also for benchmarks', () => {
    expect(
      problems(
        ['benchmarks/src/a.ts', "import '../../gateway/src/app.ts';"],
        ['viewer/src/deep/b.ts', "import '../c.ts';"],
      ),
    ).toEqual(['benchmarks/src/a.ts:1 reaches into gateway by a relative path']);
  });

  it('refuses a folder that it does not know', () => {
    expect(problems(['extras/src/a.ts', ''])).toEqual(["extras/src/a.ts:0 'extras' is none of our packages"]);
  });
});

describe('native addons', () => {
  it('are found behind other files, with the way to them', () => {
    expect(
      problems(
        ['renderer-host/src/agent/main.ts', "import { start } from './pool.ts';"],
        ['renderer-host/src/agent/pool.ts', "import { open } from '../gpu/device.ts';\nimport './main.ts';"],
        ['renderer-host/src/gpu/device.ts', "import { create } from 'webgpu';"],
      ),
    ).toEqual([
      'renderer-host/src/agent/main.ts:0 loads a native addon: ' +
        'renderer-host/src/agent/main.ts -> renderer-host/src/agent/pool.ts -> renderer-host/src/gpu/device.ts -> webgpu',
      'renderer-host/src/agent/pool.ts:0 loads a native addon: ' +
        'renderer-host/src/agent/pool.ts -> renderer-host/src/gpu/device.ts -> webgpu',
    ]);
  });

  it('are found behind the protocol package', () => {
    expect(
      problems(
        ['gateway/src/app.ts', "import { LIMITS } from '@remote-view/protocol';"],
        ['protocol/src/index.ts', "export * from './msgpack.ts';"],
        ['protocol/src/msgpack.ts', "import { Packr } from 'msgpackr';"],
      ),
    ).toHaveLength(1);
  });

  it('do not count where only types are used, in tests, or in processes that may crash', () => {
    expect(
      problems(
        ['renderer-host/src/agent/a.ts', "import type { PeerConnection } from 'node-datachannel';"],
        ['renderer-host/src/agent/a.test.ts', "import 'node-av';"],
        ['renderer-host/src/stream/peer.ts', "import { PeerConnection } from 'node-datachannel';"],
        ['gateway/src/a.ts', "import { Packr } from 'msgpackr/pack';"],
      ),
    ).toEqual([]);
  });
});
