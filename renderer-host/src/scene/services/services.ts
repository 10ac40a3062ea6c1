/**
 * All that a scene has beside its renderer, and who tells what to whom: the pages, the agent, the frame.
 *
 * The runner says who is there, what came and when a frame is made; what follows for each service is in its own file.
 */
import { encodeHostData, type PagePreferences, type PlainValue, type Rumbled } from '@remote-view/protocol';
import type { FromSceneProcess, StorageReply } from '../../agent/child-messages.ts';
import { hostNow } from '../../host-clock.ts';
import type { FileFromScene } from '../../link/file-messages.ts';
import type { HeadlessCanvas } from '../dom/canvas.ts';
import type { InputDispatcher } from '../dom/input-dispatcher.ts';
import type { ArrivedInput } from '../dom/merge-moves.ts';
import { FileInbox } from '../files/file-inbox.ts';
import type { SceneAudio } from '../sdk/audio.ts';
import type { SourceContext } from '../sdk/index.ts';
import type { Player, PlayerIdentity } from '../sdk/input.ts';
import type { QualityHints } from '../sdk/services.ts';
import { Semantics } from '../semantics/semantics.ts';
import { Captions } from './captions.ts';
import { Clipboards } from './clipboards.ts';
import { tapConsole } from './console-tap.ts';
import { fromJsonText } from './json-text.ts';
import { PageLog } from './page-log.ts';
import { PageState } from './page-state.ts';
import { Players } from './players.ts';
import { Quality } from './quality.ts';
import { Snapshots } from './snapshots.ts';
import { StorageClient } from './storage-client.ts';
import { Touch } from './touch.ts';
import { TextRequests } from './text-requests.ts';

export interface ServicesOptions {
  readonly canvas: HeadlessCanvas;
  readonly dispatcher: InputDispatcher;
  readonly audio: SceneAudio;
  readonly adapter: { readonly name: string; readonly software: boolean };
  /** To every page, or to that of one viewer, encoded. */
  readonly send: (bytes: Uint8Array, viewer?: number) => void;
  /** To the agent. */
  readonly tell: (message: Extract<FromSceneProcess, { type: 'snapshot' | 'storage' }>) => void;
  /** To the stream process. */
  readonly tellStream: (message: FileFromScene) => void;
  /** The scene wishes for a frame. */
  readonly invalidate: () => void;
}

/** What is known of a scene before its set-up. */
export interface SceneStart {
  /** It takes the place of another, whose pages and storage it has. */
  readonly replaces: boolean;
  /** JSON of the other's newest snapshot. */
  readonly restored: string | undefined;
  /** Somebody is writing it. */
  readonly developing: boolean;
}

export class SceneServices {
  readonly #options: ServicesOptions;
  readonly #abort = new AbortController();
  readonly #messageListeners = new Set<(payload: PlainValue) => void>();
  readonly #semantics: Semantics;
  readonly #players: Players;
  readonly #touch: Touch;
  readonly #state: PageState;
  readonly #log: PageLog;
  readonly #storage: StorageClient;
  readonly #snapshots: Snapshots;
  readonly #quality: Quality;
  readonly #text: TextRequests;
  readonly #clipboards: Clipboards;
  readonly #captions: Captions;
  /** Viewers whose pages hear what is told. */
  readonly #listening = new Set<number>();
  /** What viewers send of files. */
  readonly files: FileInbox;

  constructor(options: ServicesOptions) {
    const { canvas, dispatcher, adapter, send, tell, tellStream, invalidate } = options;
    this.#options = options;
    this.#touch = new Touch(send);
    this.#players = new Players((viewer) => dispatcher.gamepads.of(viewer), this.#touch);
    this.#semantics = new Semantics({ canvas, send, now: hostNow });
    this.#state = new PageState({ send, now: hostNow });
    this.#captions = new Captions({ send, now: hostNow });
    this.#log = new PageLog({ send, now: hostNow });
    this.#storage = new StorageClient(tell, hostNow);
    this.files = new FileInbox({ send, tellStream, complete: invalidate });
    const gesture = (): number | undefined => canvas.ownerDocument.lock.gesture;
    this.#text = new TextRequests({ send, gesture });
    this.#clipboards = new Clipboards({ send, gesture, warn: this.#log.warn });
    canvas.ownerDocument.fieldFocus.told = (field) => this.#text.focused(field);
    dispatcher.text.handlers = {
      changed: (change) => this.#text.changed(change),
      copied: (viewer, text) => this.copied(viewer, text),
    };
    this.#snapshots = new Snapshots({
      tell: (text) => tell({ type: 'snapshot', ...(text !== undefined && { text }) }),
      warn: this.#log.warn,
      now: hostNow,
    });
    const { software, name } = adapter;
    this.#quality = new Quality({ software, adapter: name, ...canvas.size, fps: 0, limitedBy: 'none' });
  }

  /** For the scene's set-up. */
  begin({ replaces, restored, developing }: SceneStart): SourceContext {
    if (replaces) this.#state.replaces();
    if (developing) tapConsole(console, (level, values) => this.#log.write(level, values));
    this.#clipboards.install();
    const { canvas, audio, send, invalidate } = this.#options;
    return {
      canvas: canvas as unknown as HTMLCanvasElement,
      size: canvas.size,
      send: (payload) => send(encodeHostData({ type: 'message', payload })),
      onMessage: (listener) => {
        this.#messageListeners.add(listener);
        return () => this.#messageListeners.delete(listener);
      },
      input: this.#players,
      state: this.#state,
      storage: this.#storage,
      restored: restored === undefined ? undefined : fromJsonText(restored),
      log: this.#log,
      quality: this.#quality,
      invalidate,
      audio,
      signal: this.#abort.signal,
      semantics: this.#semantics,
      files: this.files.sdk,
      text: this.#text,
      clipboard: this.#clipboards,
      captions: this.#captions,
    };
  }

  setUpDone(snapshot: (() => PlainValue) | undefined): void {
    this.#state.setUpDone();
    this.#snapshots.from(snapshot);
  }

  /** A viewer is there. Its page may not hear anything yet. */
  joined(viewer: number, identity: PlayerIdentity): void {
    this.#players.heard(viewer, identity);
  }

  /** A viewer said something: from now on its page hears what is told. @returns whether it is a new one */
  heard(viewer: number): boolean {
    this.#semantics.heard(viewer);
    this.#touch.heard(viewer);
    this.files.heard(viewer);
    this.#text.heard(viewer);
    this.#players.heard(viewer);
    if (this.#listening.has(viewer)) return false;
    this.#listening.add(viewer);
    this.#state.joined();
    this.#log.joined();
    return true;
  }

  /** The page of this viewer says how a gamepad's effect ended. */
  rumbled(viewer: number, answer: Rumbled): void {
    this.#options.dispatcher.gamepads.rumbled(viewer, answer);
  }

  /** How the user of this viewer's page wants to see things. @throws whatever the scene's listeners throw */
  prefers(viewer: number, preferences: PagePreferences): void {
    const { preferences: all } = this.#options.canvas.ownerDocument;
    all.take(viewer, preferences);
    this.#players.prefers(viewer, all.of(viewer));
  }

  /** What a viewer may do is something else now. */
  setRole(viewer: number, role: Player['role']): void {
    if (role === 'spectator') {
      this.#options.dispatcher.release(viewer);
      this.#clipboards.looksOn(viewer);
    }
    this.#players.setRole(viewer, role);
  }

  /** A viewer is gone: what it holds down is let go. */
  gone(viewer: number): void {
    this.#options.dispatcher.release(viewer);
    this.#semantics.gone(viewer);
    this.#touch.gone(viewer);
    this.files.gone(viewer);
    this.#text.gone(viewer);
    this.#clipboards.gone(viewer);
    this.#players.gone(viewer);
    this.#options.canvas.ownerDocument.preferences.gone(viewer);
    this.#listening.delete(viewer);
    if (this.#listening.size === 0) this.#deserted();
  }

  /** Viewers are numbered anew. */
  allGone(): void {
    this.#options.dispatcher.releaseAll();
    this.#semantics.forgetViewers();
    this.#touch.allGone();
    this.files.forgetViewers();
    this.#text.forgetViewers();
    this.#clipboards.allGone();
    this.#players.allGone();
    this.#options.canvas.ownerDocument.preferences.forgetViewers();
    this.#listening.clear();
    this.#deserted();
  }

  /** Gives the scene what came for its next frame. @throws whatever its listeners throw */
  dispatch(inputs: readonly ArrivedInput[]): void {
    // Of the clock that the scene sees.
    const offset = performance.now() - hostNow();
    const { canvas, dispatcher } = this.#options;
    for (const { viewer, input, receivedAt } of inputs) {
      this.#players.take(viewer, input, canvas.size);
      if ('pointerId' in input) this.#semantics.pointed(viewer);
      if (input.type === 'clipboard') this.#clipboards.take(viewer, input);
      if (input.type === 'message') for (const listener of this.#messageListeners) listener(input.payload);
      else if (input.type === 'act') this.#semantics.act(input);
      else dispatcher.dispatch(viewer, input, receivedAt + offset);
    }
    this.files.deliver();
  }

  /** A frame begins. @throws whatever the scene's listeners throw */
  frameBegins(hints: Pick<QualityHints, 'fps' | 'limitedBy'>): void {
    this.#quality.update({ ...hints, ...this.#options.canvas.size });
  }

  /** The scene has made its frame, or was not asked to. */
  frameEnds(): void {
    this.#players.endFrame();
    this.#semantics.frame();
  }

  /** A picture is on its way, and the next frame is not due yet. */
  frameSent(): void {
    this.#snapshots.drawn();
  }

  /** The scene put this into the clipboard of a viewer who copies. */
  copied(viewer: number, text: string): void {
    this.#clipboards.copied(viewer, text);
  }

  takeSnapshot(): void {
    this.#snapshots.asked();
  }

  stored(reply: StorageReply): void {
    this.#storage.answered(reply);
  }

  close(): void {
    this.#abort.abort();
    this.#clipboards.allGone();
    this.#semantics.close();
    this.#state.close();
    this.#snapshots.close();
    this.#storage.close();
  }

  #deserted(): void {
    this.#state.deserted();
    this.#log.deserted();
  }
}
