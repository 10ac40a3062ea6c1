import { css } from 'lit';

export const styles = css`
  :host {
    --_background: var(--remote-view-background, light-dark(#eceef1, #0b0d10));
    --_color: var(--remote-view-color, light-dark(#1b1f24, #eef1f4));
    --_muted: var(--remote-view-muted, light-dark(#59636e, #98a2ad));
    --_surface: var(--remote-view-surface, light-dark(rgb(255 255 255 / 0.92), rgb(22 25 30 / 0.88)));
    --_border: light-dark(rgb(0 0 0 / 0.1), rgb(255 255 255 / 0.1));
    --_accent: var(--remote-view-accent, light-dark(#1460d2, #6fb1ff));
    --_font: var(--remote-view-font, 13px/1.45 ui-sans-serif, system-ui, 'Segoe UI', Roboto, sans-serif);

    display: block;
    position: relative;
    aspect-ratio: 16 / 9;
    min-inline-size: 0;
    overflow: clip;
    contain: content;
    border-radius: var(--remote-view-radius, 0);
    background: var(--_background);
    color: var(--_color);
    font: var(--_font);
  }

  :host([hidden]) {
    display: none;
  }

  /* Layers, from below: poster, picture, things in it, page's overlay, state, stats, focus ring. */
  .stage,
  .poster,
  .picture,
  .page,
  .cover,
  .ring {
    position: absolute;
    inset: 0;
  }

  .stage {
    outline: none;
    user-select: none;
    -webkit-user-select: none;
    -webkit-touch-callout: none;
    -webkit-tap-highlight-color: transparent;
  }

  .stage.interactive {
    touch-action: none;
    overscroll-behavior: contain;
  }

  video,
  canvas {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
    object-fit: contain;
    pointer-events: none;
  }

  .poster {
    pointer-events: none;
  }

  ::slotted([slot='poster']) {
    inline-size: 100%;
    block-size: 100%;
    object-fit: cover;
  }

  .picture {
    container-type: size;
    pointer-events: none;
  }

  /* As the picture lies in the element, which is as with object-fit: contain. */
  .items {
    position: absolute;
    inset: 0;
    margin: auto;
    inline-size: min(100cqi, 100cqb * var(--ratio, 1));
    aspect-ratio: var(--ratio, 1);
  }

  .item {
    position: absolute;
    min-inline-size: 8px;
    min-block-size: 8px;
    border-radius: 4px;
  }

  .items[hidden],
  .item[hidden] {
    display: none;
  }

  /* The picture shows the thing itself. What is read out must be there and not be seen. */
  .item > * {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
    margin: 0;
    overflow: hidden;
    opacity: 0;
  }

  /* Between white and black: one of them stands out from any picture. Its place comes ten times a second. */
  .item:has(:focus-visible) {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
    box-shadow:
      0 0 0 2px white,
      0 0 0 6px rgb(0 0 0 / 0.75);
    transition:
      left 100ms linear,
      top 100ms linear,
      width 100ms linear,
      height 100ms linear;
  }

  .page {
    pointer-events: none;
  }

  ::slotted([slot='overlay']) {
    pointer-events: auto;
  }

  .ring {
    pointer-events: none;
    border-radius: inherit;
  }

  .stage:focus-visible ~ .ring,
  .ring.captured {
    box-shadow: inset 0 0 0 2px var(--_accent);
  }

  /* By pointer the capture is what everyone expects: a thin line is enough. */
  .stage:not(:focus-visible) ~ .ring.captured {
    box-shadow: inset 0 0 0 1px color-mix(in srgb, var(--_accent) 55%, transparent);
  }

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

  .cover.final {
    background: color-mix(in srgb, var(--_background) 72%, transparent);
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

  .cover.fault {
    place-content: end start;
    justify-items: stretch;
    background: rgb(0 0 0 / 0.28);
  }

  .report {
    display: grid;
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

  .report .text {
    overflow-wrap: anywhere;
  }

  .source {
    margin: 0;
    padding: 0.7em 0.9em;
    overflow: auto;
    border-radius: 6px;
    background: rgb(0 0 0 / 0.32);
    color: #f0f0f0;
    font:
      12px/1.5 ui-monospace,
      'SF Mono',
      Menlo,
      Consolas,
      monospace;
    tab-size: 2;
  }

  .cover.drop {
    inset: 10px;
    border: 2px dashed var(--_accent);
    border-radius: 14px;
    background: color-mix(in srgb, var(--_background) 66%, transparent);
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
    opacity: 0.8;
  }

  .spoken {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  .stats-area {
    position: absolute;
    inset: 12px;
    container-type: size;
    pointer-events: none;
  }

  .stats {
    inline-size: 262px;
    max-inline-size: 100%;
    box-sizing: border-box;
    padding: 12px 14px 11px;
    border: 1px solid rgb(255 255 255 / 0.09);
    border-radius: 12px;
    background: rgb(13 15 19 / 0.78);
    backdrop-filter: blur(14px);
    color: #eef1f4;
    font:
      11px/1.5 ui-sans-serif,
      system-ui,
      'Segoe UI',
      Roboto,
      sans-serif;
    font-variant-numeric: tabular-nums;
  }

  .figures {
    display: grid;
    grid-template-columns: auto 1fr;
    align-items: baseline;
    column-gap: 14px;
  }

  .figure b {
    margin-inline-end: 4px;
    font-size: 28px;
    font-weight: 600;
    line-height: 1.1;
    letter-spacing: -0.03em;
  }

  .figure.minor b {
    font-size: 17px;
    font-weight: 500;
    letter-spacing: -0.01em;
  }

  .figure span,
  .caption,
  .stats dt {
    color: #98a2ad;
  }

  .caption {
    grid-column: 1 / -1;
  }

  .bar {
    display: block;
    inline-size: 100%;
    block-size: 6px;
    margin-block: 8px 7px;
    border-radius: 3px;
    background: rgb(255 255 255 / 0.08);
    overflow: hidden;
  }

  .legend {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 0 16px;
    margin: 0;
    padding: 0;
    list-style: none;
  }

  .legend li {
    display: flex;
    align-items: center;
    gap: 6px;
    color: #c3cad1;
  }

  .legend span {
    margin-inline-start: auto;
  }

  .legend i {
    inline-size: 7px;
    block-size: 7px;
    border-radius: 2px;
  }

  .network {
    --_stage: #7aa2ff;
  }
  .wait {
    --_stage: #8b93a1;
  }
  .render {
    --_stage: #ffb454;
  }
  .encode {
    --_stage: #ff7a90;
  }
  .decode {
    --_stage: #4fd1b5;
  }
  .present {
    --_stage: #b58cff;
  }

  .bar rect {
    fill: var(--_stage);
  }

  .legend i {
    background: var(--_stage);
  }

  .stats dl {
    display: grid;
    grid-template-columns: auto 1fr;
    gap: 1px 12px;
    margin: 9px 0 0;
    padding-block-start: 8px;
    border-block-start: 1px solid rgb(255 255 255 / 0.08);
  }

  .stats dd {
    margin: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    text-align: end;
  }

  /* A small view shows what matters most. */
  @container (max-height: 230px) {
    .stats dl {
      display: none;
    }
  }

  @container (max-height: 130px) {
    .legend {
      display: none;
    }
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

    .item:has(:focus-visible) {
      transition: none;
    }
  }

  @media (forced-colors: active) {
    /* The ring lies on a picture, whose colours nobody forces: it needs its white and black as much as elsewhere. */
    .item:has(:focus-visible) {
      forced-color-adjust: none;
      outline-color: Highlight;
    }

    .stage:focus-visible ~ .ring,
    .ring.captured {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
  }
`;
