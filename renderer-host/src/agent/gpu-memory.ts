/**
 * How much memory the GPU has. WebGPU does not tell, so it is asked of the drivers that do: NVIDIA's `nvidia-smi`, and the
 * files of Linux's `amdgpu`. Where neither answers nobody knows, and the operator may say it (`--gpu-memory`).
 */
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Millis } from '@remote-view/protocol';

interface Gpu {
  /** Empty where the driver gives none. */
  readonly name: string;
  /** MiB. */
  readonly memory: number;
}

/** It takes half a second with many GPUs, and hangs where one of them has failed. */
const ANSWER_WITHIN: Millis = 5_000;

/** @param model of the GPU, as WebGPU gives it @returns MiB; undefined where it is not known */
export async function gpuMemory(model: string): Promise<number | undefined> {
  if (/nvidia/iu.test(model)) return memoryOf(model, await askNvidia());
  if (/\b(?:amd|radeon)\b/iu.test(model)) return memoryOf(model, await amdGpus('/sys/class/drm'));
  return undefined;
}

/** Of several GPUs of which the names do not say which one the host renders on: the least. */
export function memoryOf(model: string, gpus: readonly Gpu[]): number | undefined {
  const named = gpus.filter(({ name }) => plain(name) === plain(model));
  const candidates = named.length > 0 ? named : gpus;
  return candidates.length === 0 ? undefined : Math.min(...candidates.map(({ memory }) => memory));
}

/** WebGPU's names are in lower case and have dashes. */
function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/gu, '');
}

function askNvidia(): Promise<readonly Gpu[]> {
  const query = ['--query-gpu=memory.total,name', '--format=csv,noheader,nounits'];
  return new Promise((resolve) => {
    const options = { timeout: ANSWER_WITHIN, killSignal: 'SIGKILL', maxBuffer: 65_536, windowsHide: true } as const;
    // Not installed, no GPU, too late: all the same to us.
    execFile('nvidia-smi', query, options, (error, output) => resolve(error === null ? parseNvidia(output) : []));
  });
}

/** Lines like `81920, NVIDIA A100`; a part of a GPU (MIG) has `[N/A]` for its memory. */
export function parseNvidia(output: string): readonly Gpu[] {
  return output.split('\n').flatMap((line) => {
    const [, memory, name] = /^\s*(\d+),\s*(.*?)\s*$/u.exec(line) ?? [];
    return memory === undefined || name === undefined ? [] : [{ name, memory: Number(memory) }];
  });
}

/** @param cards the folder that has one for each card */
export async function amdGpus(cards: string): Promise<readonly Gpu[]> {
  const names = await readdir(cards).catch(() => []);
  const found = names
    .filter((name) => /^card\d+$/u.test(name))
    .map(async (name) => {
      const text = await readFile(join(cards, name, 'device/mem_info_vram_total'), 'utf8').catch(() => '');
      const bytes = Number(text.trim());
      return bytes > 0 ? [{ name: '', memory: Math.floor(bytes / 2 ** 20) }] : [];
    });
  return (await Promise.all(found)).flat();
}
