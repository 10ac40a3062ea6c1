/** The bar of controls and its menus. */
import { css } from 'lit';

export const styles = css`
  /* What the bar takes at the bottom. */
  :host {
    --_bar: calc(max(36px, 2.6em) + 30px);
  }

  .controls-area {
    position: absolute;
    inset: 0;
    container-type: size;
    pointer-events: none;
  }

  /* What asks for an answer is alone. */
  .cover.afk ~ .controls-area {
    display: none;
  }

  .controls {
    --_control: max(36px, 2.6em);

    position: absolute;
    inset-block-end: max(10px, env(safe-area-inset-bottom));
    inset-inline: 8px;
    display: grid;
    justify-items: center;
    transition: opacity 160ms ease-out;
  }

  .controls.away {
    opacity: 0;
  }

  .anchor {
    position: relative;
    display: grid;
    max-inline-size: 100%;
  }

  /* What stands at the bottom makes room while the bar is seen, and text of covers always: it should not jump. */
  :is(.captions, .file-note):has(~ .controls-area > .controls:not(.away)) {
    inset-block-end: var(--_bar);
  }

  .cover:is(.loading, .dimmed, .fault):has(~ .controls-area .bar-of-controls) {
    padding-block-end: var(--_bar);
  }

  /* Where nothing is to be seen, the way back is in the middle. */
  .controls.alone {
    inset-block-start: 10px;
  }

  .alone > .anchor {
    align-items: end;
  }

  .alone .bar-of-controls {
    align-self: center;
    justify-self: center;
  }

  .bar-of-controls {
    display: flex;
    align-items: center;
    max-inline-size: 100%;
    box-sizing: border-box;
    padding: 4px;
    border: 1px solid var(--_border);
    border-radius: calc(var(--_control) / 2 + 4px);
    background: var(--remote-view-toolbar-background, var(--_surface));
    backdrop-filter: blur(14px);
    box-shadow: 0 6px 28px rgb(0 0 0 / 0.22);
    color: var(--remote-view-toolbar-color, var(--_color));
  }

  .controls:not(.away) .bar-of-controls,
  .controls:not(.away) ::slotted([slot='toolbar']),
  .menu {
    pointer-events: auto;
  }

  .control {
    position: relative;
    display: grid;
    place-content: center;
    flex: none;
    inline-size: var(--_control);
    block-size: var(--_control);
    margin: 0;
    padding: 0;
    border: 0;
    border-radius: 999px;
    background: none;
    color: inherit;
    font: inherit;
    cursor: pointer;
    touch-action: manipulation;
    -webkit-tap-highlight-color: transparent;
  }

  .control[data-control='connect'] {
    display: flex;
    align-items: center;
    gap: 0.5em;
    inline-size: auto;
    padding-inline: 0.9em 1.1em;
    font-weight: 550;
  }

  .icon {
    inline-size: max(20px, 1.45em);
    block-size: max(20px, 1.45em);
    fill: none;
    stroke: currentColor;
    stroke-width: 1.7;
    stroke-linecap: round;
    stroke-linejoin: round;
  }

  .icon-more {
    stroke-width: 2.8;
  }

  /* A door opens towards the end of the line. */
  :dir(rtl) > .icon-leave {
    scale: -1 1;
  }

  .control:hover,
  .control[aria-expanded='true'] {
    background: color-mix(in srgb, currentColor 12%, transparent);
  }

  .control:active {
    background: color-mix(in srgb, currentColor 20%, transparent);
  }

  .control[aria-pressed='true'] {
    color: var(--_accent);
    background: color-mix(in srgb, var(--_accent) 15%, transparent);
  }

  .control:focus-visible,
  .item-of-menu:focus-visible,
  .volume:focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: -2px;
  }

  .tip {
    position: absolute;
    inset-block-end: calc(100% + 10px);
    inline-size: max-content;
    max-inline-size: 22ch;
    padding: 0.3em 0.7em;
    border-radius: 7px;
    background: var(--_color);
    color: var(--_background);
    font-size: 0.92em;
    line-height: 1.35;
    overflow-wrap: anywhere;
    visibility: hidden;
    opacity: 0;
    transition: opacity 120ms ease-out;
  }

  .first > .tip {
    inset-inline-start: 0;
  }

  .last > .tip {
    inset-inline-end: 0;
  }

  .middle > .tip {
    justify-self: center;
  }

  .control:hover > .tip {
    visibility: visible;
    opacity: 1;
    transition-delay: 350ms;
  }

  .control:focus-visible > .tip {
    visibility: visible;
    opacity: 1;
  }

  .controls.quiet .tip,
  .controls.away .tip {
    visibility: hidden;
  }

  .control[data-control='connect'] > .tip {
    position: static;
    display: block;
    padding: 0;
    background: none;
    color: inherit;
    font-size: 1em;
    visibility: visible;
    opacity: 1;
  }

  .volume {
    appearance: none;
    flex: none;
    inline-size: 80px;
    block-size: 24px;
    margin: 0 8px 0 4px;
    border-radius: 6px;
    background: none;
    color: inherit;
    cursor: pointer;
  }

  .volume::-webkit-slider-runnable-track {
    block-size: 4px;
    border-radius: 2px;
    background: color-mix(in srgb, currentColor 35%, transparent);
  }

  .volume::-moz-range-track {
    block-size: 4px;
    border-radius: 2px;
    background: color-mix(in srgb, currentColor 35%, transparent);
  }

  .volume::-webkit-slider-thumb {
    appearance: none;
    inline-size: 14px;
    block-size: 14px;
    margin-block-start: -5px;
    border: 0;
    border-radius: 50%;
    background: currentColor;
  }

  .volume::-moz-range-thumb {
    inline-size: 14px;
    block-size: 14px;
    border: 0;
    border-radius: 50%;
    background: currentColor;
  }

  .menu {
    position: absolute;
    inset-block-end: calc(100% + 8px);
    left: var(--_left, 0);
    inline-size: max-content;
    min-inline-size: 13em;
    max-inline-size: min(26em, 100cqi - 16px);
    max-block-size: max(72px, calc(100cqb - var(--_control) - 42px));
    box-sizing: border-box;
    padding: 6px;
    overflow: hidden auto;
    overscroll-behavior: contain;
    border: 1px solid var(--_border);
    border-radius: 14px;
    background: var(--_surface-solid);
    box-shadow: 0 10px 40px rgb(0 0 0 / 0.3);
    color: var(--_color);
    animation: appear 120ms ease-out backwards;
  }

  .group + .group {
    margin-block-start: 5px;
    padding-block-start: 5px;
    border-block-start: 1px solid var(--_border);
  }

  .heading {
    display: block;
    padding: 4px 10px 2px;
    color: var(--_muted);
    font-size: 0.92em;
  }

  .item-of-menu {
    display: grid;
    grid-template-columns: 20px 1fr;
    align-items: center;
    gap: 9px;
    inline-size: 100%;
    min-block-size: max(32px, 2.3em);
    margin: 0;
    padding: 3px 10px 3px 8px;
    border: 0;
    border-radius: 9px;
    background: none;
    color: inherit;
    font: inherit;
    text-align: start;
    overflow-wrap: anywhere;
    cursor: pointer;
  }

  .item-of-menu[role='menuitemcheckbox']:has(.icon:first-child:not(.icon-check)) {
    grid-template-columns: 20px 1fr 18px;
  }

  .item-of-menu:hover {
    background: color-mix(in srgb, currentColor 9%, transparent);
  }

  .item-of-menu .icon {
    inline-size: 18px;
    block-size: 18px;
  }

  .item-of-menu .icon-check {
    color: var(--_accent);
    visibility: hidden;
  }

  .item-of-menu[aria-checked='true'] .icon-check {
    visibility: visible;
  }

  .note {
    position: absolute;
    inset-block-end: calc(100% + 10px);
    justify-self: center;
    inline-size: max-content;
    max-inline-size: min(36ch, 100cqi - 32px);
    box-sizing: border-box;
    padding: 0.5em 1em;
    border-radius: 10px;
    background: var(--_color);
    color: var(--_background);
    overflow-wrap: anywhere;
  }

  /* Words of a language that runs the other way than the page keep their own direction. */
  .tip,
  .note,
  .heading,
  .item-of-menu > span {
    unicode-bidi: plaintext;
  }

  .alone .note {
    inset-block-end: 0;
  }

  .note[data-empty] {
    opacity: 0;
  }

  @media (pointer: coarse) {
    :host {
      --_bar: calc(max(44px, 3em) + 30px);
    }

    .controls {
      --_control: max(44px, 3em);
    }

    .item-of-menu {
      min-block-size: 44px;
    }

    .tip {
      display: none;
    }
  }

  @media (prefers-reduced-motion: reduce) {
    .controls,
    .tip,
    .menu {
      transition: none;
      animation: none;
    }
  }

  @media (prefers-contrast: more) {
    .bar-of-controls,
    .menu {
      border-color: currentColor;
      background: var(--_surface-solid);
    }
  }

  @media (forced-colors: active) {
    .icon {
      stroke: ButtonText;
    }

    .control[aria-pressed='true'] {
      background: Highlight;
      forced-color-adjust: none;
    }

    .control[aria-pressed='true'] .icon {
      stroke: HighlightText;
    }

    .volume::-webkit-slider-runnable-track,
    .volume::-webkit-slider-thumb {
      background: ButtonText;
    }

    .control:focus-visible,
    .item-of-menu:focus-visible,
    .volume:focus-visible {
      outline-color: Highlight;
    }

    .tip,
    .note {
      border: 1px solid CanvasText;
    }
  }
`;
