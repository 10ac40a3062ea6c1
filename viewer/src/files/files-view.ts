import { html, nothing, type TemplateResult } from 'lit';
import type { Strings } from '../i18n/strings.ts';
import type { FileTransfers } from './file-transfers.ts';

/** Where to drop, while a file is held over the element; how far one is; why one was refused. */
export function filesView({ dropHint, note }: FileTransfers, strings: Strings): TemplateResult | typeof nothing {
  if (dropHint !== null) {
    return html`<div class="cover drop" part="drop">
      <span class="title">${strings.files.drop}</span>
      <span class="detail">${dropHint}</span>
    </div>`;
  }
  if (note === null) return nothing;
  return html`<div class="file-note ${note.kind}" part="file-note" aria-hidden="true">
    <span class="text">${note.text}</span>
    ${note.kind === 'progress' ? html`<progress max="1" value=${note.share}></progress>` : nothing}
    ${note.detail === '' ? nothing : html`<span class="detail">${note.detail}</span>`}
  </div>`;
}

/** What a screen reader is told. */
export function spokenNote({ note }: FileTransfers): string {
  return note?.kind === 'refused' ? `${note.text} ${note.detail}` : '';
}
