/**
 * Between the user's clipboard and the scene, as far as the page's owner allows it: what the user pastes goes to the scene,
 * and so does what it asks for; what the scene copies goes to the user's clipboard. Nothing else reads or writes it.
 */
import {
  ClipboardAssembler,
  clipboardPieces,
  NO_TEXT,
  type ClipboardPiece,
  type Millis,
  type SceneClipboard,
} from '@remote-view/protocol';
import {
  SceneClipboardEvent,
  type SceneClipboardAction,
  type SceneClipboardRefusal,
} from '../events/scene-clipboard-event.ts';
import type { ClipboardSample } from '../input/encoder.ts';
import { IDLE, transition, type PendingWrite, type WriteEffect, type WriteEvent } from './pending-write.ts';
import { toPolicy, type ClipboardPolicy } from './policy.ts';

export interface ClipboardContext {
  /** The `clipboard` attribute. */
  policy(): string | null | undefined;
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

/** What browsers count as a press, or nearly; the first of them that comes. */
const GESTURES = ['pointerup', 'keydown', 'click'] as const;
/** A text waits for a press no longer. */
const PRESS_WITHIN: Millis = 60_000;

export class Clipboard {
  readonly #view: EventTarget;
  readonly #context: ClipboardContext;
  readonly #incoming = new ClipboardAssembler();
  #write: PendingWrite = IDLE;
  /** Ends with the scene whose requests they are. */
  #scene = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;

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
    // Not every press is one to a browser: Escape is none (HTML, section 6.4.1).
    const pressed = (): void => {
      if (wasPressed()) this.#step({ type: 'gesture', allowed: this.#policy.write });
    };
    // Before anything stops them.
    const options = { signal, capture: true, passive: true };
    for (const type of GESTURES) this.#view.addEventListener(type, pressed, options);
  }

  /** The scene asks for something. */
  take(request: SceneClipboard): void {
    if (request.use === 'read') return void this.#read(request.id);
    const text = this.#incoming.take(request);
    if (text === undefined) return;
    const { write: allowed } = this.#policy;
    this.#step({ type: 'asked', write: { id: request.id, text }, allowed, active: wasPressed() });
  }

  /** The scene is another, or nobody's any more. */
  forget(): void {
    this.#scene.abort();
    this.#scene = new AbortController();
    this.#step({ type: 'forgotten' });
  }

  get #policy(): ClipboardPolicy {
    return toPolicy(this.#context.policy());
  }

  async #read(id: number): Promise<void> {
    if (!this.#policy.read) return this.#refuse('read', id, 'policy');
    const { signal } = this.#scene;
    let text: string | null = null;
    try {
      text = await navigator.clipboard.readText();
    } catch {
      // The browser or its user would not.
    }
    // A user may think about it for minutes: what asked may be gone by now, and so may the page's leave.
    if (signal.aborted) return;
    if (text === null) return this.#refuse('read', id, 'browser');
    if (!this.#policy.read) return this.#refuse('read', id, 'policy');
    this.#give('text', id, text);
  }

  #paste(event: ClipboardEvent): void {
    if (!this.#context.captured()) return;
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (text === '') return;
    event.preventDefault();
    if (this.#policy.read) this.#give('paste', 0, text);
    else this.#tell('read', 'policy');
  }

  /** The scene's answer is a `write`. */
  #copy(event: ClipboardEvent, use: 'copy' | 'cut'): void {
    if (!this.#context.captured() || !this.#policy.write) return;
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
    if (state.name !== 'waiting') clearTimeout(this.#timer);
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
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => this.#step({ type: 'expired', write }), PRESS_WITHIN);
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

/** By the browser's own reckoning; one that does not say is asked. */
function wasPressed(): boolean {
  return (navigator.userActivation as UserActivation | undefined)?.isActive ?? true;
}
