/**
 * What a scene's own modules cannot reach. Node's permission model (agent/scene-limits.ts) covers files and child
 * processes; the network, other threads and the ways around the module loader are closed here.
 *
 * Once it is closed nobody gets through, whoever they say they are: the name of a module that imports is text that a scene
 * may choose. What we work with ourselves is loaded before, or in {@link requireAudioEngine}. This stops what a package does without
 * being asked; it is no wall against hostile code.
 */
import { RemoteViewError } from '@remote-view/protocol';
import Module, { createRequire, flushCompileCache, registerHooks, syncBuiltinESMExports } from 'node:module';

const ASSETS =
  'Load what the scene needs as an asset, with fetch() or a loader of three.js, from an address that the operator allows.';
const MESSAGES = 'Talk to the page with send() and onMessage(), and let the page talk to other servers.';
const ALONE = 'A scene runs in one process and on one thread; leave other programs to a service of your own.';

/** Modules of Node that a scene cannot import, and what to do instead. */
const DENIED: Readonly<Record<string, string>> = {
  net: MESSAGES,
  tls: MESSAGES,
  dgram: MESSAGES,
  http: ASSETS,
  https: ASSETS,
  http2: ASSETS,
  dns: MESSAGES,
  'dns/promises': MESSAGES,
  child_process: ALONE,
  cluster: ALONE,
  worker_threads: ALONE,
  inspector: ALONE,
  'inspector/promises': ALONE,
  repl: ALONE,
};

/** `_http_client`, `_tls_wrap` and their like: what the modules above are made of. */
const INNER = 'It is an inner part of Node.';

const require = createRequire(import.meta.url);
let hostLoads = false;

/**
 * Loads the audio engine, the one package that comes once a scene runs and needs what that may not have. It takes nothing
 * that would run meanwhile: scenes can import this module as well.
 */
export function requireAudioEngine(): unknown {
  hostLoads = true;
  try {
    return require('node-web-audio-api');
  } finally {
    hostLoads = false;
  }
}

/**
 * Why a scene's module must not import another; undefined where it may.
 * @param url what the specifier was resolved to: a package's own names (`#net`) may stand for anything
 * @param parent URL of the module that imports, for the message alone
 */
export function importProblem(specifier: string, url: string, parent: string | undefined): RemoteViewError | undefined {
  if (!url.startsWith('node:')) return undefined;
  const name = url.slice('node:'.length);
  const instead = Object.hasOwn(DENIED, name) ? DENIED[name] : name.startsWith('_') ? INNER : undefined;
  if (instead === undefined) return undefined;
  const importer = /([^/]+\.[a-z]+)$/u.exec(parent ?? '')?.[1] ?? 'A scene';
  return new RemoteViewError(
    'scene-setup-failed',
    `${importer} cannot import '${specifier}'. ${instead} A host that trusts its scenes is started with --trust-scenes.`,
  );
}

/** For the whole process and for good: call it when everything of our own is loaded, before the first scene is. */
export function restrictScene(): void {
  registerHooks({
    resolve: (specifier, context, next) => {
      const resolved = next(specifier, context);
      const problem = hostLoads ? undefined : importProblem(specifier, resolved.url, context.parentURL);
      if (problem !== undefined) throw problem;
      return resolved;
    },
  });
  refuseHooks();
  const builtin = process.getBuiltinModule.bind(process);
  const guarded = (id: string): ReturnType<typeof builtin> => {
    const problem = importProblem(id, `node:${id.replace(/^node:/u, '')}`, undefined);
    if (problem !== undefined) throw problem;
    return builtin(id);
  };
  replace(process, 'getBuiltinModule', guarded);
  for (const name of ['binding', '_linkedBinding', 'dlopen', 'kill'])
    replace(process, name, refuse(`process.${name}`, ALONE));
  // Assigned, not defined: a new definition of them costs 5 MB and 30 ms until the first frame, for a reason in V8.
  Object.assign(globalThis, {
    WebSocket: refuse('WebSocket', MESSAGES),
    EventSource: refuse('EventSource', MESSAGES),
  });
  giveUpWriting();
}

/** Hooks that a scene adds come before ours, and could answer in their place. */
function refuseHooks(): void {
  for (const name of ['registerHooks', 'register']) replace(Module, name, refuse(`module.${name}`, ALONE));
  // For modules that import the functions by name.
  syncBuiltinESMExports();
}

/**
 * The right to write was for Node's cache of compiled modules. Threads that start later still have it, for a folder that no
 * other process reads (agent/scene-code.ts).
 */
function giveUpWriting(): void {
  flushCompileCache();
  const { permission } = process as unknown as { permission?: { drop(scope: string): void } };
  permission?.drop('fs.write');
}

function refuse(name: string, instead: string): () => never {
  return function refused() {
    throw new RemoteViewError('scene-setup-failed', `A scene cannot use ${name}. ${instead}`);
  };
}

function replace(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, configurable: false, enumerable: false, writable: false });
}
