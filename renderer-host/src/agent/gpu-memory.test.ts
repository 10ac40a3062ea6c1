import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { amdGpus, gpuMemory, memoryOf, parseNvidia } from './gpu-memory.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

describe('the memory of the GPU', () => {
  it('is what nvidia-smi says, line by line', () => {
    expect(parseNvidia('81920, NVIDIA A100-SXM4-80GB\n24564, NVIDIA GeForce RTX 4090\n')).toEqual([
      { name: 'NVIDIA A100-SXM4-80GB', memory: 81_920 },
      { name: 'NVIDIA GeForce RTX 4090', memory: 24_564 },
    ]);
  });

  it.each(['', 'No devices were found\n', '[N/A], NVIDIA H200\n', 'memory.total, name\n'])(
    'is not known from %j',
    (text) => {
      expect(parseNvidia(text)).toEqual([]);
    },
  );

  it('is what the files of amdgpu say', async () => {
    const cards = mkdtempSync(join(tmpdir(), 'remote-view-test-'));
    folders.push(cards);
    for (const [card, text] of [
      ['card0', '17163091968\n'],
      ['card1', 'none'],
      ['card0-DP-1', '1\n'],
    ] as const) {
      mkdirSync(join(cards, card, 'device'), { recursive: true });
      writeFileSync(join(cards, card, 'device/mem_info_vram_total'), text);
    }
    mkdirSync(join(cards, 'card2'));
    expect(await amdGpus(cards)).toEqual([{ name: '', memory: 16_368 }]);
    expect(await amdGpus(join(cards, 'missing'))).toEqual([]);
  });

  it('is that of the GPU that the host renders on, and the least where it may be one of several', () => {
    const gpus = [
      { name: 'NVIDIA A100', memory: 81_920 },
      { name: 'NVIDIA T4', memory: 15_360 },
    ];
    expect(memoryOf('nvidia-t4', gpus)).toBe(15_360);
    expect(memoryOf('nvidia-something', gpus)).toBe(15_360);
    expect(
      memoryOf(
        'amd-radeon-rx-7900-xt',
        [16_368, 8_192].map((memory) => ({ name: '', memory })),
      ),
    ).toBe(8_192);
    expect(memoryOf('amd-radeon', [])).toBeUndefined();
  });

  it('is not known of GPUs whose drivers do not tell', async () => {
    expect(await gpuMemory('intel-r-uhd-graphics-770')).toBeUndefined();
  });
});
