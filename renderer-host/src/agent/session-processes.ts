/** The two kinds of processes that sessions are made of, and the pools that keep them warm. */
import { RemoteViewError, type Millis } from '@remote-view/protocol';
import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Child, childEnvironment, codeCache, spawnChild, type ChildHandlers, type ChildOptions } from './child.ts';
import {
  EXIT,
  FromSceneProcess,
  FromStreamProcess,
  type RenderSettings,
  type ToScene,
  type ToStream,
} from './child-messages.ts';
import type { Log } from './log.ts';
import type { Machine } from './machine.ts';
import { SceneCode } from './scene-code.ts';
import { sceneNodeOptions, type SceneLimits } from './scene-limits.ts';
import { WarmPool, type WarmPoolOptions } from './warm-pool.ts';

/** A stream process and where it listens for its scene. */
export interface StreamProcess {
  readonly child: Child<typeof FromStreamProcess, ToStream>;
  readonly path: string;
  readonly secret: string;
  /** Its process is gone, however it went. */
  readonly exited: Promise<void>;
  close(): void;
}

export interface SceneProcess {
  readonly child: Child<typeof FromSceneProcess, ToScene>;
  close(): void;
}

export interface ProcessOptions {
  readonly machine: Machine;
  readonly warm: number;
  /** Called whenever more are ready than before, or fewer. */
  readonly changed: () => void;
  readonly heartbeatTimeout: Millis;
  /** Of scene processes. */
  readonly limits: SceneLimits;
  /** Somebody is writing the scenes. */
  readonly developing: boolean;
  readonly log: Log;
}

/** A new session has its first frames by then, on a small machine too. */
const REFILL_AFTER: Millis = 1_500;
/** Somebody who writes a scene saves again before long, and then waits for a process. */
const REFILL_WHILE_DEVELOPING: Millis = 300;
const READY_WITHIN: Millis = 30_000;
/** A stream process holds no more than its bounded queues; this is far beyond them. */
const MAX_STREAM_BYTES = 1.5 * 2 ** 30;

const SCENE_MODULE = new URL('../scene/main.ts', import.meta.url);

export function scenePool(options: ProcessOptions): WarmPool<SceneProcess> {
  const { machine } = options;
  const settings: RenderSettings = {
    encoder: machine.encoder,
    software: machine.software,
    adapter: machine.adapter,
    warm: options.warm > 0,
    developing: options.developing,
    restricted: options.limits.readable !== undefined,
    assets: options.limits.assets,
  };
  const environment = { ...machine.environment, REMOTE_VIEW_RENDER: JSON.stringify(settings) };
  const { limits } = options;
  const code = limits.readable === undefined ? undefined : sceneCode(limits, environment);
  return new WarmPool<SceneProcess>(poolOptions(options), async (died, abandoned) => {
    const { promise, resolve, reject } = Promise.withResolvers<SceneProcess>();
    const lent = await code?.lend();
    if (abandoned.aborted) {
      await lent?.giveBack();
      throw new RemoteViewError('internal', 'The process is not needed any more.');
    }
    const cache = lent === undefined ? { NODE_DISABLE_COMPILE_CACHE: '1' } : { NODE_COMPILE_CACHE: lent.folder };
    const started: ChildOptions = {
      ...childOptions(options, SCENE_MODULE, { ...environment, ...(limits.readable !== undefined && cache) }),
      nodeOptions: sceneNodeOptions(limits, lent?.folder),
      maxResidentBytes: limits.maxResidentBytes,
      exited: () => void lent?.giveBack(),
    };
    const child: SceneProcess['child'] = new Child(FromSceneProcess, started, {
      message: (message) => {
        if (message.type === 'ready') {
          lent?.check();
          resolve({ child, close: () => child.close({ type: 'stop' }) });
        } else if (message.type === 'failed') reject(new RemoteViewError('scene-crashed', message.message));
      },
      ...whileWarm('scene', options.log, reject, died),
    });
    return readyInTime(promise, child, abandoned);
  });
}

/** Where restricted scene processes have their compiled modules from; undefined where none are kept. */
function sceneCode(limits: SceneLimits, environment: Readonly<Record<string, string>>): SceneCode | undefined {
  const folder = codeCache(process.env).NODE_COMPILE_CACHE;
  if (folder === undefined) return undefined;
  // As the ones that it works for, but for the limits: V8 takes nothing that was compiled with other options.
  const nodeOptions = sceneNodeOptions({ ...limits, readable: undefined });
  const host = createHash('sha256').update(JSON.stringify([import.meta.url, process.version, nodeOptions]));
  return new SceneCode(join(folder, `scene-${host.digest('hex').slice(0, 16)}`), (into) => {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const filling = childEnvironment({ ...environment, NODE_COMPILE_CACHE: into });
    const child = spawnChild(SCENE_MODULE, [], filling, 'ignore', nodeOptions);
    // Nobody waits for it; it ends with this process.
    child.unref();
    child.channel?.unref();
    const timer = setTimeout(() => child.kill('SIGKILL'), READY_WITHIN).unref();
    child.on('message', (message: FromSceneProcess) => {
      if (message.type === 'ready') child.send({ type: 'stop' } satisfies ToScene, () => {});
    });
    child.on('error', () => resolve(false));
    child.on('exit', (exitCode) => {
      clearTimeout(timer);
      resolve(exitCode === EXIT.normal);
    });
    return promise;
  });
}

export function streamPool(options: ProcessOptions): WarmPool<StreamProcess> {
  const module = new URL('../stream/main.ts', import.meta.url);
  // Where none is kept ready somebody waits for it already.
  const environment: Record<string, string> = options.warm > 0 ? { REMOTE_VIEW_WARM: '1' } : {};
  return new WarmPool<StreamProcess>(poolOptions(options), (died, abandoned) => {
    const { promise, resolve, reject } = Promise.withResolvers<StreamProcess>();
    const gone = Promise.withResolvers<void>();
    let folder: string | undefined;
    // A process that is killed cannot remove the folder of its socket itself.
    const exited = (): void => {
      gone.resolve();
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    };
    const child: StreamProcess['child'] = new Child(
      FromStreamProcess,
      { ...childOptions(options, module, environment), exited },
      {
        message: (message) => {
          if (message.type !== 'ready') return;
          const { path, secret } = message;
          if (process.platform !== 'win32') folder = dirname(path);
          resolve({ child, path, secret, exited: gone.promise, close: () => child.close({ type: 'stop' }) });
        },
        ...whileWarm('stream', options.log, reject, died),
      },
    );
    return readyInTime(promise, child, abandoned);
  });
}

/** A driver may block a process for good while it starts: then nobody else would ever end it. */
function readyInTime<T>(
  promise: Promise<T>,
  child: { kill(reason: string): void },
  abandoned: AbortSignal,
): Promise<T> {
  const timer = setTimeout(() => child.kill(`it was not ready after ${READY_WITHIN / 1_000} s`), READY_WITHIN);
  const abandon = (): void => child.kill('it is not needed any more');
  abandoned.addEventListener('abort', abandon);
  return promise.finally(() => {
    clearTimeout(timer);
    abandoned.removeEventListener('abort', abandon);
  });
}

function poolOptions({ warm, changed, developing }: ProcessOptions): WarmPoolOptions {
  return { size: warm, refillAfter: developing ? REFILL_WHILE_DEVELOPING : REFILL_AFTER, changed };
}

function childOptions(options: ProcessOptions, module: URL, environment: Record<string, string>): ChildOptions {
  return { module, environment, heartbeatTimeout: options.heartbeatTimeout, maxResidentBytes: MAX_STREAM_BYTES };
}

function whileWarm(
  kind: string,
  log: Log,
  reject: (error: Error) => void,
  died: () => void,
): Pick<ChildHandlers<unknown>, 'died' | 'output'> {
  return {
    died: (reason) => {
      log.warn(`a warm ${kind} process ended: ${reason}`);
      reject(new RemoteViewError('internal', `A ${kind} process could not be started: ${reason}.`));
      died();
    },
    output: (line) => log.info(`${kind}: ${line}`),
  };
}
