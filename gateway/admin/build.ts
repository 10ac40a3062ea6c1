/**
 * Builds `gateway/public/admin/dist/admin.js`: the admin page's one module, which the gateway serves beside its page. What the
 * page shows of a session is the viewer's module, which it fetches from the gateway when somebody wants to watch.
 * Run it with Node 24: `node --conditions=@remote-view/source gateway/admin/build.ts`.
 */
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const OUT = fileURLToPath(new URL('../public/admin/dist/admin.js', import.meta.url));

const build = await rolldown({
  input: fileURLToPath(new URL('src/main.ts', import.meta.url)),
  platform: 'browser',
  resolve: { conditionNames: ['@remote-view/source', 'browser', 'import', 'default'] },
  transform: { target: 'es2023' },
  logLevel: 'warn',
  checks: { bundlerTimings: false },
});
await build.write({ file: OUT, format: 'esm', minify: true, comments: { legal: false } });
await build.close();
console.log(OUT);
