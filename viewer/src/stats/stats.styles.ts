/**
 * The stats overlay. It lies on a picture, so it is dark in every colour scheme; without a blurred backdrop, which the
 * compositor would make anew for each frame of the video. It grows with the element, and what matters most is shown where
 * there is little room.
 */
import { css } from 'lit';

export const styles = css`
  .stats-area {
    position: absolute;
    inset: 0.9em;
    container-type: size;
    pointer-events: none;
  }

  .stats {
    --_stats-muted: #a9b3be;
    --_stats-line: rgb(255 255 255 / 0.12);

    position: relative;
    display: flow-root;
    inline-size: 24em;
    max-inline-size: 100%;
    max-block-size: 100%;
    overflow: clip;
    box-sizing: border-box;
    padding: 0.95em 1.2em 0.9em;
    border: 1px solid var(--_stats-line);
    border-radius: 1em;
    background: rgb(12 14 18 / 0.86);
    color: #f1f4f7;
    font-size: clamp(0.85em, 1cqmin, 2.2em);
    line-height: 1.5;
    font-variant-numeric: tabular-nums;
    transition: opacity 160ms;
  }

  .stats.collapsed {
    display: flex;
    flex-direction: row-reverse;
    align-items: center;
    gap: 0.6em;
    inline-size: max-content;
    padding-block: 0.35em;
    padding-inline-end: 0.55em;
  }

  /* From before the connection was lost. */
  .stale .stats {
    opacity: 0.55;
  }

  .figures {
    display: grid;
    grid-template-columns: auto 1fr;
    align-items: baseline;
    column-gap: 1.2em;
    padding-inline-end: 2em;
    white-space: nowrap;
  }

  .figure {
    justify-self: start;
  }

  .figure b {
    display: inline-block;
    min-inline-size: 2ch;
    margin-inline-end: 0.15em;
    font-size: 2.55em;
    font-weight: 620;
    line-height: 1.1;
    letter-spacing: -0.03em;
  }

  .figure.minor b {
    font-size: 1.55em;
    font-weight: 550;
    letter-spacing: -0.01em;
  }

  .figure span,
  .caption,
  .graph,
  .stats dt {
    color: var(--_stats-muted);
  }

  .caption {
    grid-column: 1 / -1;
    overflow: hidden;
    text-overflow: ellipsis;
  }

  .stages {
    margin-block: 0.6em 0.75em;
  }

  .bar {
    display: block;
    inline-size: 100%;
    block-size: 0.55em;
    margin-block-end: 0.6em;
    border-radius: 0.28em;
    background: rgb(255 255 255 / 0.1);
    overflow: hidden;
  }

  .legend {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 0 1.5em;
    margin: 0;
    padding: 0;
    list-style: none;
  }

  .legend li {
    display: flex;
    align-items: center;
    gap: 0.5em;
    color: #cdd4db;
  }

  .legend span {
    margin-inline-start: auto;
  }

  .legend i {
    flex: none;
    inline-size: 0.65em;
    block-size: 0.65em;
    border-radius: 0.2em;
    background: var(--_stage);
  }

  .network {
    --_stage: #7aa2ff;
  }
  .wait {
    --_stage: #9aa3b1;
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

  .graph {
    display: grid;
    grid-template-columns: auto 1fr;
    gap: 0.15em 0.8em;
    margin-block-end: 0.55em;
    white-space: nowrap;
  }

  .graph .value {
    overflow: hidden;
    text-overflow: ellipsis;
    color: #f1f4f7;
  }

  .graph canvas,
  .graph .line {
    position: static;
    grid-column: 1 / -1;
    display: block;
    inline-size: 100%;
    border-radius: 0.25em;
    background: rgb(255 255 255 / 0.06);
  }

  .graph canvas {
    block-size: 3.6em;
  }

  .graph .line {
    block-size: 1.6em;
  }

  .line path {
    fill: none;
    stroke: #7aa2ff;
    stroke-width: 1.5;
    stroke-linejoin: round;
    vector-effect: non-scaling-stroke;
  }

  .stats dl {
    display: grid;
    gap: 0.05em 1.5em;
    margin: 0.7em 0 0;
    padding-block-start: 0.6em;
    border-block-start: 1px solid var(--_stats-line);
    white-space: nowrap;
  }

  .stats .cells {
    grid-template-columns: 1fr 1fr;
  }

  .cells div {
    display: flex;
    justify-content: space-between;
    gap: 0.6em;
    min-inline-size: 0;
  }

  .cells dt {
    overflow: hidden;
    text-overflow: ellipsis;
  }

  .stats .lines {
    grid-template-columns: auto 1fr;
  }

  .stats dd {
    margin: 0;
  }

  /* A number and its unit run from left to right in every page. */
  .stats dd,
  .graph .value,
  .figure,
  .brief {
    direction: ltr;
  }

  .stats dd,
  .graph .value {
    text-align: right;
  }

  .stats:dir(rtl) :is(dd, .value) {
    text-align: left;
  }

  .lines dd {
    overflow: hidden;
    text-overflow: ellipsis;
  }

  .actions {
    display: flex;
    gap: 0.55em;
    margin-block-start: 0.85em;
  }

  .stats button {
    box-sizing: border-box;
    min-block-size: max(24px, 2.2em);
    padding: 0 0.8em;
    border: 1px solid var(--_stats-line);
    border-radius: 0.55em;
    background: rgb(255 255 255 / 0.08);
    color: inherit;
    font: inherit;
    cursor: pointer;
    pointer-events: auto;
  }

  /* "Copied" is longer than "Copy". */
  .actions button:first-child {
    flex: 1;
  }

  .stats button:hover {
    background: rgb(255 255 255 / 0.18);
  }

  .stats button:focus-visible {
    outline: 2px solid var(--remote-view-accent, #8fc1ff);
    outline-offset: 1px;
  }

  .stats .toggle {
    position: absolute;
    inset-block-start: 0.55em;
    inset-inline-end: 0.55em;
    inline-size: max(24px, 2.2em);
    padding: 0;
    border-color: transparent;
    background: none;
  }

  .toggle svg {
    display: block;
    inline-size: 1.4em;
    margin-inline: auto;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.6;
    stroke-linecap: round;
    stroke-linejoin: round;
  }

  .stats:not(.collapsed) .toggle svg {
    rotate: 180deg;
  }

  .collapsed .toggle {
    position: static;
    flex: none;
  }

  .brief {
    overflow: hidden;
    white-space: nowrap;
  }

  .brief > * {
    display: inline-block;
    text-align: end;
  }

  .brief b {
    min-inline-size: 2ch;
  }

  .brief span {
    min-inline-size: 6ch;
  }

  .brief span:last-child {
    min-inline-size: 10.5ch;
  }

  .graph,
  .stages,
  .stats dl {
    break-inside: avoid;
  }

  /* Wide and low: two columns, with the button beside them. Its height in one column is 36em of the text around it. */
  @container (max-height: 36em) and (min-width: 31em) {
    .stats:not(.collapsed) {
      columns: 2;
      column-gap: 1.8em;
      inline-size: 50em;
      padding-inline-end: 3.2em;
    }

    .stats .cells {
      column-gap: 0.8em;
      margin-block-start: 0;
      padding-block-start: 0;
      border: 0;
      break-before: column;
    }

    .figures {
      padding-inline-end: 0;
    }
  }

  @container (max-height: 21em) {
    .stats .lines {
      display: none;
    }
  }

  @container (max-height: 14em) or ((max-height: 36em) and (max-width: 31em)) {
    .stats .legend,
    .stats .cells,
    .stats .lines,
    .stats .actions {
      display: none;
    }
  }

  @container (max-height: 14em) {
    .graph:has(.line) {
      display: none;
    }
  }

  @media (forced-colors: active) {
    .stats,
    .bar rect,
    .legend i {
      forced-color-adjust: none;
    }
  }

  @media (prefers-reduced-motion: reduce) {
    .stats {
      transition: none;
    }
  }
`;
