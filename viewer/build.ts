/**
 * Builds `dist/remote-view.js`: the module that registers `<remote-view>` for pages without a bundler, and beside it
 * `dist/remote-view/`, the parts that it fetches when they are first needed; and `dist/custom-elements.json`, which says
 * to tools and pages what the element has.
 * Run it with Node 24: `node --conditions=@remote-view/source viewer/build.ts`.
 */
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { transform } from 'esbuild';
import { rolldown, type OutputChunk, type Plugin, type RolldownBuild } from 'rolldown';

/** Sizes in bytes, gzip level 9. */
export interface BundleSize {
  readonly path: string;
  /** What a page fetches before the first picture. */
  readonly gzipped: number;
  /** The same without Lit, which many pages have anyway: this is what the budget is for. */
  readonly withoutLit: number;
  /** Parts that are fetched when they are needed, by name. */
  readonly parts: Readonly<Record<string, number>>;
}

/** Most that the module may have without Lit, bytes, gzip level 9. */
export const SIZE_BUDGET = 30_000;

/** Of the protocol's `Type`. */
const SCHEMA_BUILDERS = [
  'Array',
  'Boolean',
  'Integer',
  'Literal',
  'Number',
  'Object',
  'Optional',
  'String',
  'Union',
  'Unknown',
  'Unsafe',
].map((builder) => `Type.${builder}`);

const SOURCE = fileURLToPath(new URL('src', import.meta.url));
/** A page that was opened before this build still asks for the parts of its own. */
const KEEP_PARTS_FOR = 86_400_000;

/** @param outfile where to put the module; the parts lie in a folder beside it */
export async function buildViewer(
  outfile: string = fileURLToPath(new URL('dist/remote-view.js', import.meta.url)),
): Promise<BundleSize> {
  const [chunks, withoutLit] = await Promise.all([bundle([]), bundle(['lit'])]);
  const folder = dirname(outfile);
  const partsFolder = join(folder, 'remote-view');
  await mkdir(partsFolder, { recursive: true });
  // Parts first: whoever gets the new module finds them.
  for (const chunk of [...chunks].reverse()) {
    const path = chunk.isEntry ? outfile : join(folder, chunk.fileName);
    await writeFile(path, chunk.code);
    if (chunk.map !== null) await writeFile(`${path}.map`, chunk.map.toString());
  }
  await removeOldParts(
    partsFolder,
    chunks.map(({ fileName }) => basename(fileName)),
  );
  const parts = chunks.filter(({ isEntry }) => !isEntry).map((chunk) => [chunk.name, gzipped(chunk)] as const);
  const entry = (output: readonly OutputChunk[]): OutputChunk => output.find(({ isEntry }) => isEntry)!;
  return {
    path: outfile,
    gzipped: gzipped(entry(chunks)),
    withoutLit: gzipped(entry(withoutLit)),
    parts: Object.fromEntries(parts),
  };
}

/**
 * A part imports what it shares with the module from the module itself, so the module is one request. By full names:
 * short ones change their meaning with each build, and a page holds on to the module that it has.
 */
async function bundle(external: readonly string[]): Promise<OutputChunk[]> {
  const build = await rolldown({
    ...COMMON,
    input: { 'remote-view': join(SOURCE, 'define.ts') },
    external: [...external],
    resolve: {
      conditionNames: ['@remote-view/source', 'browser', 'import', 'default'],
      alias: { 'msgpackr/index-no-eval': join(SOURCE, 'bundle/plain-msgpack.ts') },
    },
    transform: { target: 'es2023', define: { 'process.env.NODE_ENV': '"production"' } },
    preserveEntrySignatures: 'allow-extension',
    // Schemas of messages that no viewer reads: who makes one changes nothing.
    treeshake: { manualPureFunctions: SCHEMA_BUILDERS },
    plugins: [minifiedStyles],
  });
  const chunks = await generate(build);
  const [entry, ...others] = chunks as [OutputChunk, ...OutputChunk[]];
  const shared = others.filter(({ fileName }) => entry.imports.includes(fileName));
  const module = shared.length === 0 ? entry : await withShared(entry, shared);
  const parts = others.filter((chunk) => !shared.includes(chunk));
  return [module, ...parts.map((part) => fromModule(part, shared))].map(withSecondTry);
}

/** What many parts share is put into files of its own, which the module would have to wait for: they go back into it. */
async function withShared(entry: OutputChunk, shared: readonly OutputChunk[]): Promise<OutputChunk> {
  const sources = new Map([entry, ...shared].map((chunk) => [basename(chunk.fileName), chunk]));
  const exports = shared.map(({ fileName }) => `export * from "./${fileName}";`).join('');
  const build = await rolldown({
    ...COMMON,
    input: { 'remote-view': entry.fileName },
    plugins: [
      {
        name: 'shared',
        resolveId: (source) => (sources.has(basename(source)) ? basename(source) : { id: source, external: true }),
        load: (id) => {
          const { code, map } = sources.get(id)!;
          return {
            code: id === entry.fileName ? code + exports : code,
            map: map === null ? null : { ...map, sourcesContent: map.sourcesContent ?? [] },
          };
        },
      },
    ],
  });
  const [merged] = await generate(build);
  return merged!;
}

/** A browser remembers that a module did not come (HTML, module map), so it is asked for under another address then. */
function withSecondTry(chunk: OutputChunk): OutputChunk {
  const code = chunk.code.replaceAll(/\bimport\(([`"'])(\.[^`"']*)\1\)/gu, 'secondTry(`$2`)');
  if (code === chunk.code) return chunk;
  const secondTry =
    'function secondTry(u){return import(u).catch(()=>new Promise(r=>setTimeout(r,500)).then(()=>import(u+"?again")))}';
  return { ...chunk, code: code + secondTry };
}

function fromModule(part: OutputChunk, shared: readonly OutputChunk[]): OutputChunk {
  const code = shared.reduce(
    (text, { fileName }) => text.replaceAll(`./${basename(fileName)}`, '../remote-view.js'),
    part.code,
  );
  return { ...part, code };
}

const COMMON = { platform: 'browser', checks: { pluginTimings: false }, logLevel: 'warn' } as const;

async function generate(build: RolldownBuild): Promise<OutputChunk[]> {
  const { output } = await build.generate({
    format: 'esm',
    minify: true,
    minifyInternalExports: false,
    sourcemap: 'hidden',
    comments: { legal: false },
    entryFileNames: '[name].js',
    chunkFileNames: 'remote-view/[name]-[hash].js',
  });
  await build.close();
  const chunks = output.filter((chunk) => chunk.type === 'chunk');
  return chunks.toSorted((a, b) => Number(b.isEntry) - Number(a.isEntry));
}

/** Minifiers leave what is between backticks as it is: style sheets would keep their indentation and comments. */
const minifiedStyles: Plugin = {
  name: 'minified-styles',
  load: {
    filter: { id: /\.styles\.ts$/ },
    handler: async (path) => {
      const text = await readFile(path, 'utf8');
      const sheets = text.split(/(?<=css`)([^`$]*)(?=`)/u);
      const code = await Promise.all(
        // Every second part is a sheet.
        sheets.map(async (part, index) =>
          index % 2 === 0 ? part : (await transform(part, { loader: 'css', minify: true })).code.trim(),
        ),
      );
      return { code: code.join(''), moduleType: 'ts' };
    },
  },
};

async function removeOldParts(folder: string, current: readonly string[]): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    if (current.includes(name.replace(/\.map$/u, ''))) continue;
    // Another build may have removed it just now.
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Infinity }));
    if (Date.now() - mtimeMs > KEEP_PARTS_FOR) await rm(path, { force: true });
  }
}

function gzipped({ code }: OutputChunk): number {
  return gzipSync(code, { level: 9 }).length;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { path, gzipped: size, withoutLit, parts } = await buildViewer();
  console.log(
    `${path}: ${kilobytes(size)} gzipped, ${kilobytes(withoutLit)} without Lit (at most ${kilobytes(SIZE_BUDGET)})`,
  );
  for (const [name, bytes] of Object.entries(parts)) console.log(`  ${name}: ${kilobytes(bytes)}`);
  const { readManifest } = await import('./manifest/read.ts');
  await writeFile(join(dirname(path), 'custom-elements.json'), `${JSON.stringify(readManifest().manifest, null, 2)}\n`);
  if (withoutLit > SIZE_BUDGET) {
    console.error(`The module is ${kilobytes(withoutLit - SIZE_BUDGET)} too large: fetch what is new in it as a part.`);
    process.exitCode = 1;
  }
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1_000).toFixed(1)} kB`;
}
