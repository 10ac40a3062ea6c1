import { describe, expect, it } from 'vitest';
import { whyInstall } from './install-state.mjs';

const wanted = {
  packages: {
    '': { version: '0.1.0' },
    protocol: { version: '0.1.0' },
    'node_modules/three': { version: '0.187.0' },
    'node_modules/vitest/node_modules/@scope/tool': { version: '1.0.0' },
    'node_modules/fsevents': { version: '2.3.3', optional: true },
  },
};
const installed = {
  packages: {
    'node_modules/three': { version: '0.187.0' },
    'node_modules/vitest/node_modules/@scope/tool': { version: '1.0.0' },
  },
};

describe('whyInstall', () => {
  it('is content with an install that lacks only what other platforms need', () => {
    expect(whyInstall(wanted, installed)).toBeUndefined();
  });

  it('wants an install where npm left no record of one', () => {
    expect(whyInstall(wanted, undefined)).toBe('the dependencies are not installed yet');
  });

  it('names a package that is missing', () => {
    const { 'node_modules/three': _, ...others } = installed.packages;
    expect(whyInstall(wanted, { packages: others })).toBe('three is missing');
  });

  it('names a nested package whose version is another', () => {
    const packages = { ...installed.packages, 'node_modules/vitest/node_modules/@scope/tool': { version: '0.9.0' } };
    expect(whyInstall(wanted, { packages })).toBe('@scope/tool is 0.9.0, the lockfile wants 1.0.0');
  });
});
