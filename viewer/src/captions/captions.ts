/**
 * The caption line: what the scene says in words, for who does not hear it. The newest caption replaces the one before, and
 * goes after its time. Screen readers say it when they have said what they are at.
 */
import type { Caption } from '@remote-view/protocol';
import { html, nothing, type TemplateResult } from 'lit';

export { styles } from './captions.styles.ts';

export class Captions {
  readonly #changed: () => void;
  #caption: Pick<Caption, 'text' | 'lang'> = { text: '', lang: '' };
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  take({ text, lang, seconds }: Caption): void {
    clearTimeout(this.#timer);
    this.#caption = { text, lang };
    if (text !== '' && seconds > 0) this.#timer = setTimeout(() => this.clear(), seconds * 1_000);
    this.#changed();
  }

  clear(): void {
    clearTimeout(this.#timer);
    if (this.#caption.text === '') return;
    this.#caption = { text: '', lang: '' };
    this.#changed();
  }

  view(): TemplateResult {
    const { text, lang } = this.#caption;
    return html`<span class="caption" part="caption" aria-live="polite" lang=${lang === '' ? nothing : lang} dir="auto"
      >${text}</span
    >`;
  }
}
