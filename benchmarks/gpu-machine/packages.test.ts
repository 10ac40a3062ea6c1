import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isNeeded, neededPackages, type LockedPackages } from './packages.ts';

const LINUX = { os: 'linux', cpu: 'x64', libc: 'glibc' };

describe('neededPackages', () => {
  it('follows dependencies of dependencies, once each, also in a circle', () => {
    const packages: LockedPackages = {
      app: { dependencies: { a: '1' } },
      'node_modules/a': { dependencies: { b: '1' } },
      'node_modules/b': { dependencies: { a: '1' } },
      'node_modules/other': {},
    };
    expect(neededPackages(packages, ['app'], LINUX)).toEqual(['node_modules/a', 'node_modules/b']);
  });

  it('takes the copy that Node would find: the nearest one', () => {
    const packages: LockedPackages = {
      app: { dependencies: { a: '1', shared: '2' } },
      'app/node_modules/shared': {},
      'node_modules/a': { dependencies: { shared: '1', deep: '1' } },
      'node_modules/a/node_modules/deep': { dependencies: { shared: '1' } },
      'node_modules/a/node_modules/shared': {},
      'node_modules/shared': {},
      'node_modules/deep': { dependencies: { shared: '1' } },
    };
    expect(neededPackages(packages, ['app'], LINUX)).toEqual([
      'app/node_modules/shared',
      'node_modules/a',
      'node_modules/a/node_modules/deep',
      'node_modules/a/node_modules/shared',
    ]);
    expect(neededPackages(packages, ['node_modules/deep'], LINUX)).toEqual([
      'node_modules/deep',
      'node_modules/shared',
    ]);
  });

  it('leaves out what is for another system, processor or C library', () => {
    const optionalDependencies = { right: '1', mac: '1', arm: '1', musl: '1', 'not-windows': '1', gone: '1' };
    const packages: LockedPackages = {
      app: { optionalDependencies, dependencies: { gone: '1' } },
      'node_modules/right': { os: ['linux'], cpu: ['x64'], libc: ['glibc'] },
      'node_modules/mac': { os: ['darwin'] },
      'node_modules/arm': { cpu: ['arm64'] },
      'node_modules/musl': { libc: ['musl'] },
      'node_modules/not-windows': { os: ['!win32'] },
    };
    expect(neededPackages(packages, ['app'], LINUX)).toEqual(['node_modules/not-windows', 'node_modules/right']);
  });

  it('takes the link to a workspace along, and what the workspace needs', () => {
    const packages: LockedPackages = {
      app: { dependencies: { '@ours/core': '1' } },
      core: { dependencies: { a: '1' } },
      'node_modules/@ours/core': { resolved: 'core', link: true },
      'node_modules/a': { peerDependencies: { b: '1', c: '1' }, peerDependenciesMeta: { c: { optional: true } } },
      'node_modules/b': {},
      'node_modules/c': {},
    };
    expect(neededPackages(packages, ['app'], LINUX)).toEqual([
      'node_modules/@ours/core',
      'node_modules/a',
      'node_modules/b',
    ]);
  });

  it('says which package misses what', () => {
    expect(() => neededPackages({ app: { dependencies: { a: '1' } } }, ['app'], LINUX)).toThrow('app needs a');
    expect(() => neededPackages({}, ['app'], LINUX)).toThrow('app is not in package-lock.json');
  });

  it('finds of our own lockfile what runs here, and none of the tools', () => {
    const lock = new URL('../../package-lock.json', import.meta.url);
    const { packages } = JSON.parse(readFileSync(lock, 'utf8')) as { packages: LockedPackages };
    const needed = neededPackages(packages, ['gateway', 'renderer-host', 'viewer', 'benchmarks'], LINUX);
    const wanted = ['three', 'webgpu', 'node-av', '@seydx/node-av-linux-x64', '@node-datachannel/linux-x64-gnu'];
    expect(needed).toEqual(expect.arrayContaining(wanted.map((name) => `node_modules/${name}`)));
    expect(needed).toContain('node_modules/@remote-view/protocol');
    expect(
      needed.filter((folder) => /vitest|oxlint|typescript$|@types\/node|darwin|win32|arm64|musl/u.test(folder)),
    ).toEqual([]);
  });
});

describe('isNeeded', () => {
  it.each([
    'benchmarks/src/capacity/testing/main.ts',
    'node_modules/webgpu/index.js',
    'node_modules/webgpu/dist/linux-x64/dawn.node',
    'node_modules/three/examples/jsm/controls/OrbitControls.js',
    'package-lock.json',
  ])('keeps %s', (path) => expect(isNeeded(path)).toBe(true));

  it.each([
    'benchmarks/results/latency.json',
    'gateway/src/app.test.ts',
    'node_modules/a/index.d.cts',
    'node_modules/a/index.js.map',
    'node_modules/webgpu/dist/win32-x64/dawn.node',
    'node_modules/three/src/Three.js',
    'README.md',
  ])('leaves out %s', (path) => expect(isNeeded(path)).toBe(false));
});
