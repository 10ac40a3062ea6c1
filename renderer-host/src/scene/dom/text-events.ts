/** The events of text and clipboard that Node lacks (UI Events, Input Events, Clipboard API), as scenes' handlers read them. */
import { HeadlessUIEvent } from './events.ts';

interface Timed {
  /** Milliseconds of `performance.now()` when the input came. */
  readonly at?: number;
}

export class HeadlessCompositionEvent extends HeadlessUIEvent {
  readonly data: string;

  constructor(type: string, init: CompositionEventInit & Timed = {}) {
    super(type, init);
    this.data = init.data ?? '';
  }
}

export class HeadlessInputEvent extends HeadlessUIEvent {
  readonly data: string | null;
  readonly inputType: string;
  readonly isComposing: boolean;
  readonly dataTransfer = null;

  constructor(type: string, init: InputEventInit & Timed = {}) {
    super(type, init);
    this.data = init.data ?? null;
    this.inputType = init.inputType ?? '';
    this.isComposing = init.isComposing ?? false;
  }

  /** What is edited has no nodes. */
  getTargetRanges(): StaticRange[] {
    return [];
  }
}

/** As much of `DataTransfer` as a clipboard of text has. */
export class HeadlessDataTransfer {
  readonly files: readonly File[] = [];
  readonly items: readonly DataTransferItem[] = [];
  readonly #data = new Map<string, string>();

  get types(): readonly string[] {
    return [...this.#data.keys()];
  }

  getData(format: string): string {
    return this.#data.get(toType(format)) ?? '';
  }

  setData(format: string, data: string): void {
    this.#data.set(toType(format), data);
  }

  clearData(format?: string): void {
    if (format === undefined) this.#data.clear();
    else this.#data.delete(toType(format));
  }
}

export class HeadlessClipboardEvent extends Event {
  readonly clipboardData: HeadlessDataTransfer | null;

  constructor(type: string, init: EventInit & { readonly clipboardData?: HeadlessDataTransfer | null } = {}) {
    super(type, init);
    this.clipboardData = init.clipboardData ?? null;
  }
}

/** The old names that HTML keeps (section 6.11.3). */
function toType(format: string): string {
  const lower = format.toLowerCase();
  return lower === 'text' ? 'text/plain' : lower;
}
