/**
 * Between the user's clipboard and the scene, as far as the page's owner allows it: what the user pastes goes to the scene,
 * and so does what it asks for; what the scene copies goes to the user's clipboard. Nothing else reads or writes it.
 */
import {
  ClipboardAssembler,
  clipboardPieces,
  NO_TEXT,
  type ClipboardPiece,
  type SceneClipboard,
} from '@remote-view/protocol';
import {
  SceneClipboardEvent,
  type SceneClipboardAction,
  type SceneClipboardRefusal,
} from '../events/scene-clipboard-event.ts';
import type { ClipboardSample } from '../input/encoder.ts';
import { IDLE, transition, type PendingWrite, type WriteEffect, type WriteEvent } from './pending-write.ts';
import { toPolicy } from './policy.ts';

export interface ClipboardContext {
  /** The `clipboard` attribute. */
  policy(): string;
  /** The scene has the keyboard. */
  captured(): boolean;
  /** Null while nobody listens or input is switched off. */
  sink(): { clipboard(piece: ClipboardSample): void } | null;
}

/** What the scene is told. */
const REASONS: Readonly<Record<SceneClipboardRefusal, string>> = {
  policy: 'the page does not allow it',
  browser: 'the browser or its user does not allow it',
  replaced: 'another text took its place',
  'too-large': 'it is too large',
};

/** What browsers count as a press; the first of them that comes. */
const GESTURES = ['pointerup', 'keydown', 'click'] as const;

export class Clipboard {
  readonly #view: EventTarget;
  readonly #context: ClipboardContext;
  readonly #incoming = new ClipboardAssembler();
  #write: PendingWrite = IDLE;

  /** @param view fires the events */
  constructor(view: EventTarget, context: ClipboardContext) {
    this.#view = view;
    this.#context = context;
  }

  /** @param signal ends it */
  listen(signal: AbortSignal): void {
    // They come where the selection is, which is not where the focus is.
    document.addEventListener('paste', (event) => this.#paste(event), { signal });
    for (const type of ['copy', 'cut'] as const) {
      document.addEventListener(type, (event) => this.#copy(event, type), { signal });
    }
    // Before anything stops them.
    const options = { signal, capture: true, passive: true };
    for (const type of GESTURES) this.#view.addEventListener(type, () => this.#step({ type: 'gesture' }), options);
  }

  /** The scene asks for something. */
  take(request: SceneClipboard): void {
    if (request.use === 'read') return void this.#read(request.id);
    const text = this.#incoming.take(request);
    if (text === undefined) return;
    const { write: allowed } = toPolicy(this.#context.policy());
    // Browsers that do not say are asked.
    const active = (navigator.userActivation as UserActivation | undefined)?.isActive ?? true;
    this.#step({ type: 'asked', write: { id: request.id, text }, allowed, active });
  }

  /** The scene is another, or nobody's any more. */
  forget(): void {
    this.#step({ type: 'forgotten' });
  }

  async #read(id: number): Promise<void> {
    if (!toPolicy(this.#context.policy()).read) return this.#refuse('read', id, 'policy');
    let text: string;
    try {
      text = await navigator.clipboard.readText();
    } catch {
      return this.#refuse('read', id, 'browser');
    }
    this.#give('text', id, text);
  }

  #paste(event: ClipboardEvent): void {
    if (!this.#context.captured()) return;
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (text === '') return;
    event.preventDefault();
    if (toPolicy(this.#context.policy()).read) this.#give('paste', 0, text);
    else this.#tell('read', 'policy');
  }

  /** The scene's answer is a `write`. */
  #copy(event: ClipboardEvent, use: 'copy' | 'cut'): void {
    if (!this.#context.captured() || !toPolicy(this.#context.policy()).write) return;
    event.preventDefault();
    this.#send(use, 0, NO_TEXT);
  }

  #give(use: 'paste' | 'text', id: number, text: string): void {
    let pieces: readonly ClipboardPiece[];
    try {
      pieces = clipboardPieces(text);
    } catch {
      return this.#refuse('read', id, 'too-large');
    }
    for (const piece of pieces) this.#send(use, id, piece);
    this.#tell('read');
  }

  #step(event: WriteEvent): void {
    const { state, effects } = transition(this.#write, event);
    this.#write = state;
    for (const effect of effects) this.#act(effect);
  }

  #act(effect: WriteEffect): void {
    const { write } = effect;
    switch (effect.type) {
      case 'write': {
        // Missing outside of HTTPS; `writeText` may throw as well as reject.
        const written = async (): Promise<void> => navigator.clipboard.writeText(write.text);
        written().then(
          () => this.#step({ type: 'answered', write, written: true }),
          () => this.#step({ type: 'answered', write, written: false }),
        );
        return;
      }
      case 'written':
        this.#send('written', write.id, NO_TEXT);
        this.#tell('write');
        return;
      case 'waits':
        this.#view.dispatchEvent(new SceneClipboardEvent('write', 'waiting'));
        return;
      case 'refused':
        this.#refuse('write', write.id, effect.why);
        return;
      default:
        effect satisfies never;
    }
  }

  #refuse(action: SceneClipboardAction, id: number, why: SceneClipboardRefusal): void {
    this.#send('refused', id, { ...NO_TEXT, text: REASONS[why] });
    this.#tell(action, why);
  }

  #tell(action: SceneClipboardAction, refusal: SceneClipboardRefusal | null = null): void {
    this.#view.dispatchEvent(new SceneClipboardEvent(action, refusal === null ? 'done' : 'refused', refusal));
  }

  /** A request without an id waits for no answer. */
  #send(use: ClipboardSample['use'], id: number, piece: ClipboardPiece): void {
    const isAnswer = use === 'text' || use === 'written' || use === 'refused';
    if (!isAnswer || id !== 0) this.#context.sink()?.clipboard({ use, id, ...piece });
  }
}
