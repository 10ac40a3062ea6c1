import { scriptAnswer } from '../../agent/testing/run-script.ts';
import { softwareVulkanEnvironment } from '../software-vulkan.ts';

const environment = await softwareVulkanEnvironment();

/** Whether this machine can run the jobs; the tests' titles say so where it cannot. */
export const hasSoftwareGpu = environment !== undefined;
export const where = hasSoftwareGpu ? 'on the software GPU' : 'skipped: no software Vulkan driver is installed here';

/** The environment of processes that render in software. */
export const softwareGpu: Readonly<Record<string, string>> = environment ?? {};

export function runJob<T>(name: string, argument: unknown = null): Promise<T> {
  return scriptAnswer<T>(new URL('jobs.ts', import.meta.url), [name, JSON.stringify(argument)], softwareGpu);
}

export function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(Buffer.from(base64, 'base64'));
}
