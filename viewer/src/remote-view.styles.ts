/** The element itself and its layers; what lies in them brings styles of its own. */
import { css } from 'lit';

export const styles = css`
  :host {
    --_background: var(--remote-view-background, light-dark(#eceef1, #0b0d10));
    --_color: var(--remote-view-color, light-dark(#1b1f24, #eef1f4));
    --_muted: var(--remote-view-muted, light-dark(#59636e, #98a2ad));
    --_surface: var(--remote-view-surface, light-dark(rgb(255 255 255 / 0.92), rgb(22 25 30 / 0.88)));
    --_surface-solid: var(--remote-view-surface, light-dark(#fff, #191d23));
    --_border: light-dark(rgb(0 0 0 / 0.1), rgb(255 255 255 / 0.1));
    --_accent: var(--remote-view-accent, light-dark(#1460d2, #6fb1ff));
    --_font: var(--remote-view-font, 14px/1.45 ui-sans-serif, system-ui, 'Segoe UI', Roboto, sans-serif);

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

  /* Bars beside the picture are black, and what lies on them is light. */
  :host(:fullscreen) {
    --_background: var(--remote-view-background, #000);

    color-scheme: dark;
    aspect-ratio: auto;
    border-radius: 0;
  }

  /* Nobody sits that close to a screen of this size. */
  @media (min-width: 2400px) {
    :host(:fullscreen) {
      font-size: 0.73vw;
    }
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
    object-fit: contain;
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

  /* Fingers scroll and zoom the page wherever the scene cannot have them. */
  :host(:not(:state(live), :state(reconnecting))) .stage.interactive {
    touch-action: auto;
  }

  /* Which properties are whose: picture/picture-place.ts. */
  .stage > :is(video, canvas) {
    position: absolute;
    top: 0;
    left: 0;
    width: var(--_asked-width, 100%);
    height: var(--_asked-height, 100%);
    object-fit: inherit;
    object-position: inherit;
    zoom: var(--_zoom, 1);
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

  .picture,
  .page {
    pointer-events: none;
  }

  .captions {
    position: absolute;
    inset-block-end: clamp(10px, 6%, 56px);
    inset-inline: 5%;
    text-align: center;
    text-wrap: balance;
    container-type: inline-size;
    pointer-events: none;
  }

  .captions[hidden] {
    display: none;
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

  .spoken {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  @media (forced-colors: active) {
    .stage:focus-visible ~ .ring,
    .ring.captured {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
  }
`;
