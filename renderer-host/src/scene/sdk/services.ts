/** Small services that a scene has beside its renderer: shared state, storage, log, quality. */
import type { PlainValue } from '@remote-view/protocol';

/**
 * JSON-like values that every page of the session has a copy of: `sceneState` of the element, whose `scenestatechange`
 * event tells what changed. Who joins later gets all of it. Changes are sent together, at most once a frame.
 *
 *     state.set('score', 3);
 *     // in the page: view.addEventListener('scenestatechange', () => show(view.sceneState.score));
 */
export interface SceneState {
  /** Frozen; undefined where there is none. */
  get(key: string): PlainValue | undefined;
  /**
   * @param key at most 128 characters, not empty
   * @throws RemoteViewError `malformed-message` for a value that is not JSON-like; `message-too-large` for one of more
   * than 12 KiB as JSON, for more than 256 keys or more than 64 KiB in all. Nothing is changed then.
   */
  set(key: string, value: PlainValue): void;
  /** @returns whether it was there */
  delete(key: string): boolean;
  readonly keys: readonly string[];
}

/**
 * JSON-like values that outlive the scene's process: a scene that takes over after a crash or a hot reload finds them. They
 * end with the session. 1 MiB in all, kept by the host.
 */
export interface SceneStorage {
  /** Undefined where there is none. */
  get(key: string): Promise<PlainValue | undefined>;
  /**
   * Resolves once the host has it.
   * @param key at most 200 characters, not empty
   * @throws RemoteViewError `malformed-message` for a value that is not JSON-like; `message-too-large` where the session
   * would have more than 1 MiB or 1,024 keys; `rate-limited` for more than 64 calls that are not answered yet, or for more
   * than 1 MiB a second
   */
  set(key: string, value: PlainValue): Promise<void>;
  /** Resolves to whether it was there. */
  delete(key: string): Promise<boolean>;
  keys(): Promise<string[]>;
}

/**
 * Writes to the consoles of the pages that show the scene, in the form of `console.log`. Beyond a hundred lines at once
 * and twenty a second lines are dropped, and a line says how many; one line has at most 2,000 characters.
 */
export interface SceneLog {
  info(...values: unknown[]): void;
  warn(...values: unknown[]): void;
  error(...values: unknown[]): void;
}

/** What the pictures are made with, and what keeps them from being better. */
export interface QualityHints {
  /** No GPU: three.js runs on the CPU. */
  readonly software: boolean;
  /** Name of the GPU or of the software adapter. */
  readonly adapter: string;
  /** Frames per second aimed at. */
  readonly fps: number;
  /** Rendered pixels per CSS pixel. */
  readonly pixelRatio: number;
  /** CSS pixels of the canvas. */
  readonly width: number;
  readonly height: number;
  /**
   * Why pictures are smaller or fewer than the viewers could show: - `host`: it does not hold more at this frame rate; a
   * simpler scene helps. - `network`: the path has no room, or a viewer wishes for no more bits. - `none`: they are not.
   */
  readonly limitedBy: 'host' | 'network' | 'none';
}

export interface SceneQuality extends QualityHints {
  /** Calls `listener` after a change, at most once a frame. Returns a function that stops it. */
  onChange(listener: (quality: QualityHints) => void): () => void;
}
