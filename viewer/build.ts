/**
 * Builds `dist/remote-view.js`: one self-contained module that registers `<remote-view>`, for pages without a bundler.
 * Run it with Node 24: `node --conditions=@remote-view/source viewer/build.ts`.
 */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, transform, type Plugin } from 'esbuild';

export interface BundleSize {
  readonly path: string;
  /** Bytes. */
  readonly minified: number;
  /** Bytes, gzip level 9. */
  readonly gzipped: number;
}

/** @param outfile where to put it; a source map lies beside it */
export async function buildViewer(
  outfile: string = fileURLToPath(new URL('dist/remote-view.js', import.meta.url)),
): Promise<BundleSize> {
  await build({
    entryPoints: [fileURLToPath(new URL('src/define.ts', import.meta.url))],
    outfile,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2023',
    sourcemap: 'external',
    legalComments: 'none',
    conditions: ['@remote-view/source'],
    define: { 'process.env.NODE_ENV': '"production"' },
    alias: { 'msgpackr/index-no-eval': fileURLToPath(new URL('src/bundle/plain-msgpack.ts', import.meta.url)) },
    plugins: [minifiedStyles],
    logLevel: 'warning',
  });
  const bytes = await readFile(outfile);
  return { path: outfile, minified: bytes.length, gzipped: gzipSync(bytes, { level: 9 }).length };
}

/** esbuild leaves what is between backticks as it is: style sheets would keep their indentation and comments. */
const minifiedStyles: Plugin = {
  name: 'minified-styles',
  setup: ({ onLoad }) => {
    onLoad({ filter: /\.styles\.ts$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const sheets = text.split(/(?<=css`)([^`$]*)(?=`)/u);
      const contents = await Promise.all(
        // Every second part is a sheet.
        sheets.map(async (part, index) =>
          index % 2 === 0 ? part : (await transform(part, { loader: 'css', minify: true })).code.trim(),
        ),
      );
      return { contents: contents.join(''), loader: 'ts' };
    });
  },
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { path, minified, gzipped } = await buildViewer();
  console.log(`${path}: ${kilobytes(minified)} minified, ${kilobytes(gzipped)} gzipped`);
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1_000).toFixed(1)} kB`;
}
