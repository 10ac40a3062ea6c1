#!/usr/bin/env node
/**
 * The command `remote-view`, as npm links it: `npx remote-view dev ./my-scene.ts`. Any Node from 18 on may start it;
 * bootstrap.mjs goes on with the one that runs TypeScript, in the folder of this checkout, so the caller's own folder,
 * which relative paths are meant from, is kept in the environment.
 */
process.env['REMOTE_VIEW_CALLED_FROM'] = process.cwd();
process.argv.splice(2, 0, 'scripts/cli/main.ts');
await import('../bootstrap.mjs');
