/** What lies in the picture: an element for each thing that the scene names. */
import { css } from 'lit';

export const styles = css`
  /* As the picture lies in the element; see picture/picture-place.ts. */
  .items {
    position: absolute;
    left: var(--_left);
    top: var(--_top);
    width: var(--_width);
    height: var(--_height);
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

  @media (prefers-reduced-motion: reduce) {
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
  }
`;
