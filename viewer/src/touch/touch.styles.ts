/** Sticks, buttons and the cursor that lie over the picture. Nothing of them is smaller than 44 px (WCAG 2.5.5). */
import { css } from 'lit';

export const styles = css`
  .touch {
    position: absolute;
    inset: 0;
    container-type: size;
    pointer-events: none;
    user-select: none;
    -webkit-user-select: none;
    -webkit-touch-callout: none;
  }

  /* The toolbar lies at the bottom. */
  :host([controls]) .touch {
    inset-block-end: 56px;
  }

  .touch-zone {
    --_unit: clamp(44px, 14cqmin, 66px);
    --_beside: 16px;

    position: absolute;
    display: flex;
    align-items: end;
    gap: calc(var(--_unit) * 0.35);
  }

  .touch-zone.left,
  .touch-zone.right {
    bottom: max(var(--_beside), env(safe-area-inset-bottom));
  }

  .touch-zone.top-left,
  .touch-zone.top-right {
    top: max(var(--_beside), env(safe-area-inset-top));
    gap: 10px;
  }

  .touch-zone.left > .touch-buttons,
  .touch-zone.top-left > .touch-buttons {
    justify-content: start;
  }

  .touch-zone.left,
  .touch-zone.top-left {
    left: max(var(--_beside), env(safe-area-inset-left));
  }

  .touch-zone.right,
  .touch-zone.top-right {
    right: max(var(--_beside), env(safe-area-inset-right));
    flex-direction: row-reverse;
  }

  .touch-buttons {
    display: flex;
    flex-wrap: wrap;
    justify-content: end;
    gap: 10px;
    /* Three in a row. */
    max-inline-size: calc(var(--_unit) * 3 + 20px);
  }

  /* Two, three or four lie round the thumb, in the order of a gamepad: below, right, left, above. */
  :is(.left, .right) > .touch-buttons:is(.count-2, .count-3, .count-4) {
    display: grid;
    grid-template: repeat(3, calc(var(--_unit) * 0.82)) / repeat(3, calc(var(--_unit) * 0.82));
    gap: 0;
    place-items: center;
    /* What reaches over its cell. */
    margin: calc(var(--_unit) * 0.09);
  }

  :is(.left, .right) > .touch-buttons.count-2 {
    grid-template-rows: repeat(2, calc(var(--_unit) * 0.9));
    grid-template-columns: repeat(2, calc(var(--_unit) * 0.9));
  }

  :is(.left, .right) > .touch-buttons.count-2 > :nth-child(1) {
    grid-area: 2 / 1;
  }

  :is(.left, .right) > .touch-buttons.count-2 > :nth-child(2) {
    grid-area: 1 / 2;
  }

  :is(.left, .right) > .touch-buttons:is(.count-3, .count-4) > :nth-child(1) {
    grid-area: 3 / 2;
  }

  :is(.left, .right) > .touch-buttons:is(.count-3, .count-4) > :nth-child(2) {
    grid-area: 2 / 3;
  }

  :is(.left, .right) > .touch-buttons:is(.count-3, .count-4) > :nth-child(3) {
    grid-area: 2 / 1;
  }

  :is(.left, .right) > .touch-buttons.count-4 > :nth-child(4) {
    grid-area: 1 / 2;
  }

  .touch-stick,
  .touch-button {
    box-sizing: border-box;
    border: 1.5px solid rgb(255 255 255 / 0.55);
    background: rgb(16 19 24 / 0.36);
    box-shadow: 0 0 0 1px rgb(0 0 0 / 0.28);
    color: #fff;
    pointer-events: auto;
    touch-action: none;
    backdrop-filter: blur(3px);
  }

  .touch-button {
    display: grid;
    place-items: center;
    inline-size: var(--_unit);
    block-size: var(--_unit);
    padding: 2px;
    border-radius: 50%;
    font:
      600 clamp(11px, calc(var(--_unit) * 0.24), 15px) / 1.1 ui-sans-serif,
      system-ui,
      sans-serif;
    letter-spacing: 0.01em;
    text-shadow: 0 1px 2px rgb(0 0 0 / 0.5);
    overflow-wrap: anywhere;
    overflow: hidden;
    transition: transform 90ms ease-out;
  }

  .touch-button.short {
    font-size: calc(var(--_unit) * 0.38);
  }

  .touch-button.long {
    font-size: clamp(9px, calc(var(--_unit) * 0.19), 12px);
  }

  :is(.top-left, .top-right) > .touch-buttons {
    max-inline-size: 45cqi;
  }

  :is(.top-left, .top-right) .touch-button {
    inline-size: auto;
    min-inline-size: 44px;
    block-size: 44px;
    padding-inline: 14px;
    border-radius: 22px;
    font-size: 14px;
  }

  .touch-button.down {
    background: rgb(255 255 255 / 0.88);
    color: #14181d;
    text-shadow: none;
    transform: scale(0.94);
  }

  .touch-button:focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }

  .touch-stick {
    position: relative;
    inline-size: calc(var(--_unit) * 2.3);
    block-size: calc(var(--_unit) * 2.3);
    border-radius: 50%;
  }

  .touch-thumb {
    position: absolute;
    inset: 29%;
    border-radius: 50%;
    background: rgb(255 255 255 / 0.72);
    box-shadow: 0 1px 5px rgb(0 0 0 / 0.45);
    transform: translate(calc(var(--_x, 0) * 62%), calc(var(--_y, 0) * 62%));
    pointer-events: none;
  }

  .touch-stick.down .touch-thumb {
    background: #fff;
  }

  .touch-cursor {
    position: absolute;
    inline-size: 22px;
    block-size: 28px;
    margin: -2px 0 0 -2px;
    overflow: visible;
    fill: #fff;
    stroke: #14181d;
    stroke-width: 1.6;
    stroke-linejoin: round;
    filter: drop-shadow(0 1px 2px rgb(0 0 0 / 0.45));
    pointer-events: none;
  }

  .touch-cursor.locked {
    display: none;
  }

  @media (prefers-reduced-motion: reduce) {
    .touch-button {
      transition: none;
    }
  }

  @media (forced-colors: active) {
    .touch-stick,
    .touch-button,
    .touch-thumb {
      border-color: ButtonText;
      background: ButtonFace;
      color: ButtonText;
      forced-color-adjust: none;
    }

    .touch-button.down,
    .touch-thumb {
      background: Highlight;
      color: HighlightText;
    }
  }
`;
