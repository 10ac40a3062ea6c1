/** Builds the examples as any bundler would: esbuild, and the compilers that come with Vue and Svelte. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { build, type Plugin } from 'esbuild';
import { compile } from 'svelte/compiler';
import { compileScript, parse } from 'vue/compiler-sfc';

/** The gateway that the examples name. */
const GATEWAY = 'http://127.0.0.1:8080';
const FOLDER = import.meta.dirname;
const BUNDLED = { react: 'main.tsx', vue: 'main.ts', svelte: 'main.ts' } as const;
const PLAIN = ['page.css', ...['plain-html', ...Object.keys(BUNDLED)].map((name) => `${name}/index.html`)];

/**
 * All files that a server has to have, by their paths.
 * @param gateway the one to use instead of that which the sources name
 */
export async function buildExamples(gateway: string = GATEWAY): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  for (const file of PLAIN) files.set(file, await readFile(path.join(FOLDER, file), 'utf8'));
  for (const [name, entry] of Object.entries(BUNDLED)) {
    const { outputFiles } = await build({
      entryPoints: [path.join(FOLDER, name, entry)],
      outdir: path.join(FOLDER, name),
      bundle: true,
      write: false,
      splitting: true,
      format: 'esm',
      platform: 'browser',
      target: 'es2023',
      jsx: 'automatic',
      // In this repository there may be no compiled packages.
      conditions: ['@remote-view/source', 'browser'],
      define: {
        'process.env.NODE_ENV': '"production"',
        __VUE_OPTIONS_API__: 'false',
        __VUE_PROD_DEVTOOLS__: 'false',
        __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
      },
      plugins: [vueFiles, svelteFiles],
      logLevel: 'warning',
    });
    for (const { path: file, text } of outputFiles) files.set(path.relative(FOLDER, file), text);
  }
  return new Map([...files].map(([file, text]) => [file, text.replaceAll(GATEWAY, gateway)]));
}

const vueFiles: Plugin = {
  name: 'vue',
  setup: ({ onLoad }) =>
    onLoad({ filter: /\.vue$/ }, async ({ path: file }) => {
      const { descriptor } = parse(await readFile(file, 'utf8'), { filename: file });
      const { content } = compileScript(descriptor, {
        id: file,
        inlineTemplate: true,
        // What Vite's plugin has as `template.compilerOptions`.
        templateOptions: { compilerOptions: { isCustomElement: (tag) => tag === 'remote-view' } },
      });
      return { contents: content, loader: 'ts' };
    }),
};

const svelteFiles: Plugin = {
  name: 'svelte',
  setup: ({ onLoad }) =>
    onLoad({ filter: /\.svelte$/ }, async ({ path: file }) => {
      const { js } = compile(await readFile(file, 'utf8'), { filename: file, generate: 'client', css: 'injected' });
      return { contents: js.code, loader: 'js' };
    }),
};
