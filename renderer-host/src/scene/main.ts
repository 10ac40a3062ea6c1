/**
 * The scene process: user code, three.js and Dawn on the main thread, the encoder on a worker thread.
 *
 * Started ahead of time by the agent, it opens the device and the encoder and waits. It runs one scene once and then
 * ends: recovery, hot reload and a lost device are all a new process. Nothing here tries to survive a failure.
 */
import { RemoteViewError } from '@remote-view/protocol';
import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { connect } from 'node:net';
import {
  EXIT,
  type FromSceneProcess,
  type LinkSettings,
  type RenderSettings,
  type ToScene,
} from '../agent/child-messages.ts';
import { installGpu, openDevice } from '../gpu/device.ts';
import { LinkSocket } from '../link/link-socket.ts';
import { FromStream, type FromScene } from '../link/messages.ts';
import { assetRealm } from './assets/realm.ts';
import { describeFailure } from './describe-failure.ts';
import { loadScene, resolveOursFromHere } from './load-scene.ts';
import { restrictScene } from './restrictions.ts';
import { reportSceneFiles } from './scene-files.ts';
import { SceneRunner } from './scene-runner.ts';
import { withSyntaxPlace } from './syntax-place.ts';

const HEARTBEAT_MS = 250;

const settings = JSON.parse(process.env['REMOTE_VIEW_RENDER'] ?? '{}') as RenderSettings;
/** What the scene is made of, where somebody is writing it. */
const sceneFiles: string[] = [];

let failing = false;

function tell(message: FromSceneProcess): void {
  // A scene whose failure is on its way may still draw its first frame: it does not run for that.
  if (failing) return;
  // The agent is gone where this fails; `disconnect` below ends the process.
  if (process.connected) process.send?.(message, undefined, undefined, () => {});
}

/**
 * Reports and ends. The message is flushed first: `process.exit` alone would lose it. What fails in between follows from
 * the first failure and is not told.
 */
function fail(error: RemoteViewError, exitCode: number): void {
  if (failing) return;
  failing = true;
  const { message, stack, place, excerpt } = settings.developing
    ? describeFailure(withSyntaxPlace(error, sceneFiles, sourceText), sourceText)
    : describeFailure(error);
  const failed: FromSceneProcess = {
    type: 'failed',
    code: error.code,
    message: message.slice(0, 4_000),
    stack: stack.slice(0, 8_000),
    place: place.slice(0, 4_000),
    excerpt: excerpt.slice(0, 2_000),
  };
  const end = (): void => process.exit(exitCode);
  if (process.connected && process.send !== undefined) process.send(failed, undefined, undefined, end);
  else end();
}

function sourceText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

class SceneProcess {
  readonly #runner: SceneRunner;
  #control: LinkSocket<typeof FromStream, FromScene> | undefined;
  #started = false;
  #thumbnailsAsked = 0;

  constructor(runner: (handlers: ConstructorParameters<typeof SceneRunner>[2]) => SceneRunner) {
    this.#runner = runner({
      send: (bytes, viewer) => this.#control?.send({ type: 'message', ...(viewer !== undefined && { viewer }) }, bytes),
      tellStream: (message, body) => this.#control?.send(message, body),
      tellAgent: tell,
      running: () => tell({ type: 'running' }),
      failed: (error) => fail(error, error.code === 'encoder-failed' ? EXIT.encoder : EXIT.scene),
      log: (level, text) => tell({ type: 'log', level, text }),
    });
  }

  warmUp(): Promise<void> {
    return this.#runner.warmUp();
  }

  handle(message: ToScene): void {
    switch (message.type) {
      case 'start':
        this.#start(message).catch((thrown: unknown) =>
          fail(RemoteViewError.from(thrown, 'scene-setup-failed'), EXIT.scene),
        );
        return;
      case 'link':
        this.#link(message.link);
        return;
      case 'take-snapshot':
        this.#runner.services.takeSnapshot();
        return;
      case 'thumbnail':
        void this.#tellThumbnail();
        return;
      case 'stored':
        this.#runner.services.stored(message);
        return;
      case 'stop':
        this.#runner.stop();
        process.exit(EXIT.normal);
        return;
      default:
        message satisfies never;
    }
  }

  /** Whoever asks again has given up the answer to what was asked before: all that wait for a picture would come at once with it. */
  async #tellThumbnail(): Promise<void> {
    const asked = ++this.#thumbnailsAsked;
    const jpeg = await this.#runner.thumbnail();
    if (asked !== this.#thumbnailsAsked) return;
    tell({ type: 'thumbnail', ...(jpeg !== undefined && { jpeg: Buffer.from(jpeg).toString('base64') }) });
  }

  async #start(message: Extract<ToScene, { type: 'start' }>): Promise<void> {
    if (this.#started) return;
    this.#started = true;
    this.#link(message.link);
    const definition = await loadScene(message.module);
    const { restored, link } = message;
    // The session's first scene process has the first generation.
    await this.#runner.start(definition, { replaces: link.generation > 1, restored });
  }

  #link(settings: LinkSettings): void {
    const { path, secret, generation } = settings;
    const control: LinkSocket<typeof FromStream, FromScene> = new LinkSocket(connect(path), FromStream, {
      message: (received, body) => {
        if (received.type === 'input') {
          const channel = received.channel === 'motion' ? 'motion' : 'events';
          this.#runner.input(received.viewer, body, channel, received.receivedAt);
        } else if (received.type === 'joined') {
          const { viewer, role, name } = received;
          this.#runner.viewerJoined(viewer, { id: String(viewer), role, ...(name !== undefined && { name }) });
        } else if (received.type === 'role') {
          this.#runner.viewerRole(received.viewer, received.role);
        } else if (received.type === 'gone') {
          this.#runner.viewerGone(received.viewer);
        } else if (received.type === 'voice' || received.type === 'voice-end') {
          this.#runner.sound.heard(received, body);
        } else if (
          received.type === 'file-offered' ||
          received.type === 'file-piece' ||
          received.type === 'file-ended'
        ) {
          this.#runner.services.files.receive(received, body);
        } else if (received.type === 'viewers') {
          this.#runner.setWatched(received.count > 0);
        }
      },
      // The agent sees the stream process end and sends another link, or ends this process.
      closed: () => {
        if (this.#control === control) this.#control = undefined;
      },
    });
    this.#control?.close();
    this.#control = control;
    control.send({ type: 'hello', role: 'control', secret, generation });
    this.#runner.link({ path, secret, generation });
  }
}

async function main(): Promise<void> {
  // Secrets and settings are not the scene's business.
  for (const name of Object.keys(process.env)) if (name.startsWith('REMOTE_VIEW_')) delete process.env[name];

  const heartbeat = setInterval(
    () => tell({ type: 'heartbeat', residentBytes: process.memoryUsage.rss() }),
    HEARTBEAT_MS,
  );
  heartbeat.unref();
  process.on('disconnect', () => process.exit(EXIT.normal));
  // A terminal's Ctrl-C goes to the whole process group; the agent ends its children in order.
  process.on('SIGINT', () => {});
  let failureCode: 'scene-setup-failed' | 'scene-update-failed' = 'scene-setup-failed';
  process.on('uncaughtException', (error) => fail(RemoteViewError.from(error, failureCode), EXIT.scene));
  process.on('unhandledRejection', (reason) => fail(assetRealm.explain(reason, failureCode), EXIT.scene));

  resolveOursFromHere();
  const open = await openDevice(installGpu());
  void open.device.lost.then(({ reason, message }) =>
    fail(new RemoteViewError('scene-crashed', `The GPU device was lost: ${reason} ${message}`), EXIT.device),
  );
  open.device.addEventListener('uncapturederror', (event) => {
    tell({ type: 'log', level: 'warn', text: `WebGPU: ${event.error.message}`.slice(0, 2_000) });
  });
  const scene = new SceneProcess((handlers) => {
    const running = (): void => {
      failureCode = 'scene-update-failed';
      handlers.running();
    };
    return new SceneRunner(open, settings, { ...handlers, running });
  });
  await scene.warmUp();
  // Modules that every scene needs are loaded before there is one.
  await import('three/addons/controls/OrbitControls.js');
  if (settings.developing) {
    reportSceneFiles((path) => {
      sceneFiles.push(path);
      tell({ type: 'file', path });
    });
  }
  assetRealm.allow(settings.assets);
  // A restricted scene is in no cache of compiled modules: what takes its types out is there before it, 25 ms and 17 MB.
  if (settings.restricted) {
    stripTypeScriptTypes('const ready: boolean = true;');
    restrictScene();
  }
  process.on('message', (message: ToScene) => scene.handle(message));
  tell({ type: 'ready' });
}

main().catch((thrown: unknown) => {
  const error = RemoteViewError.from(thrown, 'scene-crashed');
  fail(error, error.code === 'encoder-failed' ? EXIT.encoder : EXIT.device);
});
