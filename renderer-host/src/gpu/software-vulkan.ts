/**
 * A Vulkan driver for machines without a GPU, from npm alone.
 *
 * `@sparticuz/chromium` carries SwiftShader and a Vulkan loader in compressed archives and unpacks them only where it
 * believes to run on AWS Lambda, so they are unpacked here, once, beside the package. The loader reads its environment
 * when it is loaded: a process that shall render in software must be started with it.
 */
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';
import { extract } from 'tar-fs';

const require = createRequire(import.meta.url);

/** Folder of the installed `@sparticuz/chromium` package, or undefined where it is not installed. */
function chromiumPackage(): string | undefined {
  for (const path of require.resolve.paths('@sparticuz/chromium') ?? []) {
    const folder = join(path, '@sparticuz', 'chromium');
    if (existsSync(join(folder, 'package.json'))) return folder;
  }
  return undefined;
}

async function version(folder: string): Promise<string> {
  const text = await readFile(join(folder, 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

/**
 * Unpacks one of the package's archives and returns the folder or file it lies in; a second call finds it there.
 * @param name `swiftshader` and `al2023` (shared libraries) are folders, `fonts` too; `chromium` is the executable
 */
export async function unpackChromiumPart(
  name: 'swiftshader' | 'al2023' | 'fonts' | 'chromium',
): Promise<string | undefined> {
  const folder = chromiumPackage();
  if (folder === undefined) return undefined;
  const stem = `${name}-${await version(folder)}`;
  // A package in a read-only place (a container's image) is unpacked into the temporary folder instead.
  for (const cache of [join(dirname(dirname(folder)), '.cache', 'remote-view'), join(tmpdir(), 'remote-view')]) {
    const target = join(cache, stem);
    if (existsSync(target)) return target;
    try {
      await mkdir(cache, { recursive: true });
      await unpack(join(folder, 'bin'), name, target);
      return target;
    } catch (cause) {
      if (!['EACCES', 'EROFS', 'EPERM'].includes((cause as NodeJS.ErrnoException).code ?? '')) throw cause;
    }
  }
  return undefined;
}

async function unpack(bin: string, name: string, target: string): Promise<void> {
  // Unpacked beside and renamed, so that a second process never sees half of it.
  const parts = await mkdtemp(`${target}.`);
  try {
    const isFolder = existsSync(join(bin, `${name}.tar.br`));
    const source = createReadStream(join(bin, isFolder ? `${name}.tar.br` : `${name}.br`));
    const made = join(parts, name);
    if (isFolder) await pipeline(source, createBrotliDecompress(), extract(made));
    else await writeFile(made, source.pipe(createBrotliDecompress()), { mode: 0o755 });
    await rename(made, target);
  } catch (cause) {
    // Another process was first: its copy is as good.
    if (!existsSync(target)) throw cause;
  } finally {
    await rm(parts, { recursive: true, force: true });
  }
}

/** Where Debian and Ubuntu's Chromium keeps the same driver. */
const SYSTEM_DRIVERS = [
  '/usr/lib/chromium/vk_swiftshader_icd.json',
  '/usr/lib/chromium-browser/vk_swiftshader_icd.json',
];

/**
 * The environment for a child process that renders on the CPU, or undefined where no software driver is installed.
 */
export async function softwareVulkanEnvironment(): Promise<Record<string, string> | undefined> {
  const folder = process.platform === 'linux' ? await unpackChromiumPart('swiftshader') : undefined;
  if (folder !== undefined) {
    const driver = join(folder, 'vk_swiftshader_icd.json');
    const libraries = [folder, process.env['LD_LIBRARY_PATH']].filter((path) => path !== undefined && path !== '');
    return { VK_DRIVER_FILES: driver, VK_ICD_FILENAMES: driver, LD_LIBRARY_PATH: libraries.join(':') };
  }
  const driver = SYSTEM_DRIVERS.find((path) => existsSync(path));
  return driver === undefined ? undefined : { VK_DRIVER_FILES: driver, VK_ICD_FILENAMES: driver };
}
