/** The two kinds of processes that sessions are made of, and the pools that keep them warm. */
import { RemoteViewError, type Millis } from '@remote-view/protocol';
import { Child, type ChildHandlers, type ChildOptions } from './child.ts';
import {
  FromSceneProcess,
  FromStreamProcess,
  type RenderSettings,
  type ToScene,
  type ToStream,
} from './child-messages.ts';
import type { Log } from './log.ts';
import type { Machine } from './machine.ts';
import { WarmPool, type WarmPoolOptions } from './warm-pool.ts';

/** A stream process and where it listens for its scene. */
export interface StreamProcess {
  readonly child: Child<typeof FromStreamProcess, ToStream>;
  readonly path: string;
  readonly secret: string;
  close(): void;
}

export interface SceneProcess {
  readonly child: Child<typeof FromSceneProcess, ToScene>;
  close(): void;
}

export interface ProcessOptions {
  readonly machine: Machine;
  readonly warm: number;
  readonly heartbeatTimeout: Millis;
  readonly maxResidentBytes: number;
  readonly log: Log;
}

/** A new session has its first frames by then, on a small machine too. */
const REFILL_AFTER: Millis = 1_500;

export function scenePool(options: ProcessOptions): WarmPool<SceneProcess> {
  const { machine } = options;
  const settings: RenderSettings = {
    encoder: machine.encoder,
    software: machine.software,
    adapter: machine.adapter,
  };
  const environment = { ...machine.environment, REMOTE_VIEW_RENDER: JSON.stringify(settings) };
  const started = childOptions(options, new URL('../scene/main.ts', import.meta.url), environment);
  return new WarmPool<SceneProcess>(poolOptions(options), (died) => {
    const { promise, resolve, reject } = Promise.withResolvers<SceneProcess>();
    const child: SceneProcess['child'] = new Child(FromSceneProcess, started, {
      message: (message) => {
        if (message.type === 'ready') resolve({ child, close: () => child.close({ type: 'stop' }) });
        else if (message.type === 'failed') reject(new RemoteViewError('scene-crashed', message.message));
      },
      ...whileWarm('scene', options.log, reject, died),
    });
    return promise;
  });
}

export function streamPool(options: ProcessOptions): WarmPool<StreamProcess> {
  const started = childOptions(options, new URL('../stream/main.ts', import.meta.url), {});
  return new WarmPool<StreamProcess>(poolOptions(options), (died) => {
    const { promise, resolve, reject } = Promise.withResolvers<StreamProcess>();
    const child: StreamProcess['child'] = new Child(FromStreamProcess, started, {
      message: (message) => {
        if (message.type !== 'ready') return;
        const { path, secret } = message;
        resolve({ child, path, secret, close: () => child.close({ type: 'stop' }) });
      },
      ...whileWarm('stream', options.log, reject, died),
    });
    return promise;
  });
}

function poolOptions({ warm }: ProcessOptions): WarmPoolOptions {
  return { size: warm, refillAfter: REFILL_AFTER };
}

function childOptions(options: ProcessOptions, module: URL, environment: Record<string, string>): ChildOptions {
  const { heartbeatTimeout, maxResidentBytes } = options;
  return { module, environment, heartbeatTimeout, maxResidentBytes };
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
