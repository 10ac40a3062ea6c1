/** What covers the picture: progress, pills, panels. */
import { css } from 'lit';

export const styles = css`
  .cover {
    display: grid;
    place-content: center;
    justify-items: center;
    gap: 0.6em;
    padding: 1.25em;
    text-align: center;
    pointer-events: none;
    animation: appear 240ms ease-out backwards;
  }

  /* A connection on a good path takes less than this: nobody should see a spinner flash by. */
  .loading {
    animation-delay: 160ms;
  }

  .cover.dimmed {
    background: rgb(0 0 0 / 0.28);
    animation-delay: 120ms;
  }

  /* Words of a language that runs the other way than the page keep their own direction. */
  .cover .title,
  .cover .text,
  .cover .detail,
  .cover .button {
    unicode-bidi: plaintext;
  }

  .cover.final {
    container-type: size;
    place-content: safe center;
    overflow: auto;
    pointer-events: auto;
    background: color-mix(in srgb, var(--_background) 88%, transparent);
    backdrop-filter: blur(14px) saturate(0.7);
  }

  .spinner {
    inline-size: 26px;
    block-size: 26px;
    margin-block-end: 0.35em;
    border-radius: 50%;
    background: conic-gradient(from 0.15turn, transparent 8%, var(--_accent));
    mask: radial-gradient(farthest-side, transparent calc(100% - 2.5px), black calc(100% - 2px));
    animation: turn 900ms linear infinite;
  }

  .spinner.small {
    inline-size: 13px;
    block-size: 13px;
    margin: 0;
    flex: none;
  }

  /* To be read over a poster; without one it is the same as what is behind. */
  .loading .text,
  .loading .detail {
    padding: 0 0.5em;
    border-radius: 0.4em;
    background: color-mix(in srgb, var(--_background) 90%, transparent);
  }

  .loading .text {
    color: var(--_color);
  }

  .detail {
    color: var(--_muted);
    max-inline-size: 42ch;
    overflow-wrap: anywhere;
  }

  .pill {
    display: grid;
    grid-template-columns: auto 1fr;
    align-items: center;
    gap: 0.1em 0.75em;
    max-inline-size: min(48ch, 100%);
    box-sizing: border-box;
    padding: 0.6em 1.15em 0.6em 0.9em;
    border: 1px solid var(--_border);
    border-radius: 18px;
    background: var(--_surface);
    backdrop-filter: blur(12px);
    box-shadow: 0 6px 28px rgb(0 0 0 / 0.22);
    text-align: start;
  }

  .pill .text {
    font-weight: 550;
  }

  .pill .detail {
    grid-column: 2;
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    overflow: hidden;
  }

  .panel {
    display: grid;
    justify-items: center;
    gap: 0.5em;
    max-inline-size: 44ch;
    pointer-events: auto;
  }

  .title {
    font-size: 1.35em;
    font-weight: 620;
    letter-spacing: -0.012em;
    text-wrap: balance;
  }

  .panel .text {
    color: var(--_muted);
    overflow-wrap: anywhere;
    text-wrap: pretty;
  }

  /* A small view has what happened and what to do. */
  @container (max-height: 230px) {
    .panel {
      gap: 0.25em;
    }

    .panel .detail,
    .panel .code {
      display: none;
    }
  }

  .cover.fault {
    place-content: end start;
    justify-items: stretch;
    background: rgb(0 0 0 / 0.28);
  }

  .report {
    display: grid;
    grid-auto-rows: max-content;
    gap: 0.5em;
    max-inline-size: min(92ch, 100%);
    max-block-size: 100%;
    box-sizing: border-box;
    padding: 1em 1.2em;
    overflow: auto;
    border: 1px solid var(--_border);
    border-inline-start: 3px solid #e5534b;
    border-radius: 10px;
    background: var(--_surface);
    backdrop-filter: blur(12px);
    text-align: start;
    pointer-events: auto;
  }

  .report .title {
    font-size: 1.05em;
  }

  .report .detail {
    max-inline-size: none;
  }

  .report .text {
    overflow-wrap: anywhere;
  }

  .source {
    margin: 0;
    direction: ltr;
    padding: 0.7em 0.9em;
    overflow: auto;
    border-radius: 6px;
    background: light-dark(rgb(0 0 0 / 0.06), rgb(0 0 0 / 0.4));
    font:
      12px/1.5 ui-monospace,
      'SF Mono',
      Menlo,
      Consolas,
      monospace;
    tab-size: 2;
  }

  .button {
    margin-block: 0.9em 0.5em;
    padding: 0.55em 1.25em;
    border: 0;
    border-radius: 999px;
    background: var(--_color);
    color: var(--_background);
    font: inherit;
    font-weight: 550;
    cursor: pointer;
  }

  .button:hover {
    opacity: 0.86;
  }

  .button:focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }

  .code {
    color: var(--_muted);
    font:
      11px/1.4 ui-monospace,
      'SF Mono',
      Menlo,
      Consolas,
      monospace;
  }

  @keyframes turn {
    to {
      rotate: 1turn;
    }
  }

  @keyframes appear {
    from {
      opacity: 0;
    }
  }

  @keyframes breathe {
    50% {
      opacity: 0.35;
    }
  }

  @media (prefers-reduced-motion: reduce) {
    .spinner {
      animation: breathe 2.4s ease-in-out infinite;
    }

    .cover {
      animation-duration: 0s;
    }
  }

  @media (prefers-contrast: more) {
    .pill,
    .report {
      border-color: currentColor;
      background: var(--_surface-solid);
    }

    .panel .text,
    .detail,
    .code {
      color: inherit;
    }
  }

  @media (forced-colors: active) {
    .spinner {
      forced-color-adjust: none;
      background: conic-gradient(from 0.15turn, transparent 8%, CanvasText);
    }

    .button {
      border: 1px solid ButtonText;
    }
  }
`;
