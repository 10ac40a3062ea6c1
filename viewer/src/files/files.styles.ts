/** A file that is dropped, and how far it is. */
import { css } from 'lit';

export const styles = css`
  .cover.drop {
    inset: 10px;
    border: 2px dashed var(--_accent);
    border-radius: 14px;
    background: color-mix(in srgb, var(--_background) 95%, transparent);
    backdrop-filter: blur(6px);
    animation-duration: 120ms;
  }

  .file-note {
    position: absolute;
    inset-block-end: 16px;
    inset-inline: 16px;
    display: grid;
    gap: 0.15em;
    inline-size: fit-content;
    max-inline-size: min(56ch, 100% - 32px);
    box-sizing: border-box;
    margin-inline: auto;
    padding: 0.6em 1.1em;
    border: 1px solid var(--_border);
    border-radius: 12px;
    background: var(--_surface);
    backdrop-filter: blur(12px);
    box-shadow: 0 6px 28px rgb(0 0 0 / 0.22);
    overflow: hidden;
    overflow-wrap: anywhere;
    pointer-events: none;
    animation: appear 160ms ease-out backwards;
  }

  .file-note > span {
    unicode-bidi: plaintext;
  }

  .file-note.refused {
    border-inline-start: 3px solid #e5534b;
  }

  .file-note progress {
    appearance: none;
    inline-size: 100%;
    block-size: 4px;
    margin-block: 0.4em 0.2em;
    border: 0;
    border-radius: 2px;
    background: var(--_border);
    overflow: hidden;
  }

  .file-note ::-webkit-progress-bar {
    background: none;
  }

  .file-note ::-webkit-progress-value {
    background: var(--_accent);
  }

  .file-note ::-moz-progress-bar {
    background: var(--_accent);
  }
`;
