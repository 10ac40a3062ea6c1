/** A scene's wish for text, told to the page that is to give it, and what that page's keyboard did, told to the scene. */
import {
  encodeHostData,
  INPUT_MODES,
  POSITION_MAX,
  RemoteViewError,
  tailOf,
  TEXT_LIMITS,
  type InputMode,
  type TextBox,
} from '@remote-view/protocol';
import type { PictureBox } from '../sdk/semantics.ts';
import type { SceneText, TextChange, TextRequest } from '../sdk/text.ts';

export interface TextRequestsOptions {
  /** To every page, or to that of one viewer, encoded. */
  readonly send: (bytes: Uint8Array, viewer?: number) => void;
  /** Who pressed a button or a key last. */
  readonly gesture: () => number | undefined;
}

/** As much of a text field as matters here. */
interface FocusedField {
  readonly value: string;
  readonly selectionEnd: number;
  readonly inputMode: string;
  /** Of an `<input>`. */
  readonly type: string;
  readonly takesText: boolean;
}

interface Wanted {
  readonly bytes: Uint8Array;
  /** Undefined: everybody's. */
  readonly viewer: number | undefined;
}

export class TextRequests implements SceneText {
  readonly #options: TextRequestsOptions;
  readonly #listeners = new Set<(change: TextChange) => void>();
  readonly #heard = new Set<number>();
  #wanted: Wanted | undefined;
  #field: FocusedField | undefined;

  constructor(options: TextRequestsOptions) {
    this.#options = options;
  }

  request(request: TextRequest = {}): void {
    this.#ask(request, request.viewer ?? this.#options.gesture());
  }

  end(): void {
    if (this.#wanted === undefined) return;
    const { viewer } = this.#wanted;
    this.#wanted = undefined;
    this.#options.send(encodeHostData({ type: 'textField', wanted: false, mode: 'text', value: '', box: [] }), viewer);
  }

  /** A text field that the scene made has the focus, or another text; null: none has it any more. */
  focused(field: FocusedField | null): void {
    const isSame = field !== null && field === this.#field;
    this.#field = field ?? undefined;
    if (field?.takesText !== true) return this.end();
    // Another text is no new focus: whoever types goes on, whoever has pressed something since.
    const { viewer } = (isSame ? this.#wanted : undefined) ?? { viewer: this.#options.gesture() };
    this.#ask({ inputMode: toInputMode(field), value: field.value.slice(0, field.selectionEnd) }, viewer);
  }

  onText(listener: (change: TextChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** @throws whatever the scene's listeners throw */
  changed(change: TextChange): void {
    for (const listener of this.#listeners) listener(change);
  }

  /** A viewer said something: one that is new learns what is wanted of everybody. */
  heard(viewer: number): void {
    if (this.#heard.has(viewer)) return;
    this.#heard.add(viewer);
    if (this.#wanted !== undefined && this.#wanted.viewer === undefined) this.#options.send(this.#wanted.bytes, viewer);
  }

  gone(viewer: number): void {
    this.#heard.delete(viewer);
    if (this.#wanted?.viewer === viewer) this.#wanted = undefined;
  }

  /** @param viewer undefined: everybody's page */
  #ask(request: TextRequest, viewer: number | undefined): void {
    const bytes = encodeRequest(request);
    if (this.#wanted !== undefined && this.#wanted.viewer !== viewer) this.end();
    this.#wanted = { bytes, viewer };
    this.#options.send(bytes, viewer);
  }

  /** Viewers are numbered anew. */
  forgetViewers(): void {
    for (const viewer of [...this.#heard]) this.gone(viewer);
  }
}

/** The keyboard that a browser shows. */
function toInputMode({ inputMode, type }: FocusedField): InputMode {
  const known = (name: string): InputMode | undefined => INPUT_MODES.find((mode) => mode === name);
  return known(inputMode) ?? (type === 'number' ? 'decimal' : known(type)) ?? 'text';
}

/** @throws RemoteViewError `bad-configuration` for a keyboard that HTML does not know */
function encodeRequest({ inputMode = 'text', value = '', rect }: TextRequest): Uint8Array {
  if (!INPUT_MODES.includes(inputMode)) {
    throw new RemoteViewError('bad-configuration', `inputMode is one of ${INPUT_MODES.join(', ')}.`);
  }
  const tail = tailOf(value, TEXT_LIMITS.value);
  return encodeHostData({ type: 'textField', wanted: true, mode: inputMode, value: tail, box: toBox(rect) });
}

function toBox(rect: PictureBox | undefined): TextBox {
  if (rect === undefined) return [];
  const side = (value: number): number => Math.round(Math.max(0, Math.min(1, value)) * POSITION_MAX) || 0;
  return [side(rect.x), side(rect.y), side(rect.width), side(rect.height)];
}
