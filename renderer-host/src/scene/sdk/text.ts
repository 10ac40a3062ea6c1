/**
 * Text that viewers type, with input methods and the keyboards of phones, which keys alone cannot say.
 *
 *     canvas.addEventListener('click', () => text.request({ value: name }));
 *     text.onText(({ before, text: typed, composition }) => {
 *       const characters = [...name];
 *       name = characters.slice(0, characters.length - before).join('') + typed;
 *       show(name, composition);
 *     });
 *
 * The canvas has the same as `beforeinput`, `input` and composition events, and what no key was pressed for as key events.
 */
import type { InputMode } from '@remote-view/protocol';
import type { PictureBox } from './semantics.ts';

export type { InputMode } from '@remote-view/protocol';

export interface TextRequest {
  /** Which keyboard a phone shows; default `text`. */
  readonly inputMode?: InputMode;
  /** What stands in front of the caret: input methods and corrections go by it. Its last 1,024 characters count. */
  readonly value?: string;
  /** Where it is: an input method puts its suggestions there, and a phone keeps it above its keyboard. */
  readonly rect?: PictureBox;
  /** Whose page; default that of the viewer who pressed a button or a key last, and all pages where nobody has. */
  readonly viewer?: number;
}

/** What a keyboard or an input method did: the caret moves, then characters go, then text comes at the caret. */
export interface TextChange {
  /** Tells viewers apart, as `viewer` does elsewhere. */
  readonly viewer: number;
  /** Characters (Unicode code points) that the caret moves by; negative to the start. */
  readonly caret: number;
  /** Characters that go in front of the caret. */
  readonly before: number;
  /** Characters that go behind it. */
  readonly after: number;
  readonly text: string;
  /** What an input method is composing at the caret, and not part of the text yet; empty where it is not. */
  readonly composition: string;
}

/** What a scene's `context.text` is. */
export interface SceneText {
  /** Text is wanted from now on, or somewhere else than before. */
  request(request?: TextRequest): void;
  /** Text is wanted no more. */
  end(): void;
  /** Calls `listener` with each change, also one that nobody asked for. Returns a function that stops it. */
  onText(listener: (change: TextChange) => void): () => void;
}
