/**
 * Shared libraries that a bare machine may lack, from Debian: the Vulkan loader, which Dawn opens, and the X11 ones that
 * NVIDIA's Vulkan driver is linked against although nothing is shown. run.sh uses those that the machine has none of.
 */
import { unpackChromiumPart } from '@remote-view/renderer-host/software-rendering';
import { execFile } from 'node:child_process';
import { copyFile, mkdir, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const DEBIAN_PACKAGES = [
  'libvulkan1',
  ...['libx11-6', 'libxext6', 'libxcb1', 'libxau6', 'libxdmcp6', 'libbsd0', 'libmd0'],
];

/** The name by which programs open a library, as in `libvulkan.so.1`. */
const SONAME = /^lib[^/]+\.so\.\d+$/u;

/**
 * Puts the libraries into `target`, by the names under which they are opened.
 * @param scratch an empty folder
 * @returns what is missing, in words; empty where nothing is
 */
export async function collectLibraries(target: string, scratch: string): Promise<string> {
  await mkdir(target, { recursive: true });
  try {
    await fromDebian(target, scratch);
    return '';
  } catch (thrown) {
    const folder = await unpackChromiumPart('swiftshader');
    if (folder === undefined) throw thrown;
    // Chromium's build of the same loader.
    await copyFile(join(folder, 'libvulkan.so.1'), join(target, 'libvulkan.so.1'));
    const [reason] = (thrown as Error).message.split('\n');
    return `without Debian's libraries (${reason}), so with Chromium's Vulkan loader and without those of X11`;
  }
}

/** With package lists of its own: those of the system may be old, gone, or another user's. */
async function fromDebian(target: string, scratch: string): Promise<void> {
  const lists = join(scratch, 'lists');
  const root = join(scratch, 'root');
  await mkdir(join(lists, 'partial'), { recursive: true });
  const options = [`-oDir::State::Lists=${lists}`, '-oDir::Cache::pkgcache=', '-oDir::Cache::srcpkgcache='];
  await run('apt-get', [...options, '-qq', 'update']);
  await run('apt-get', [...options, '-qq', 'download', ...DEBIAN_PACKAGES], { cwd: scratch });
  for (const name of await readdir(scratch)) {
    if (name.endsWith('.deb')) await run('dpkg', ['-x', join(scratch, name), root]);
  }
  const files = await readdir(root, { recursive: true });
  // Most of them are links to a file with a longer number, which `copyFile` follows.
  for (const file of files)
    if (SONAME.test(basename(file))) await copyFile(join(root, file), join(target, basename(file)));
}
