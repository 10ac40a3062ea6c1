/** Who may act, and whether somebody is still there. */
import { css } from 'lit';

export const styles = css`
  .cover.afk {
    place-content: safe center;
    container-type: size;
    overflow: auto;
    background: color-mix(in srgb, var(--_background) 88%, transparent);
    backdrop-filter: blur(8px);
  }

  .cover.afk .text {
    color: inherit;
    font-variant-numeric: tabular-nums;
  }

  .control-chip {
    position: absolute;
    inset-block-start: 0.8em;
    inset-inline: 0.8em;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.3em 0.8em;
    inline-size: fit-content;
    max-inline-size: calc(100% - 1.6em);
    margin-inline: auto;
    box-sizing: border-box;
    padding: 0.35em 0.4em 0.35em 1em;
    border: 1px solid var(--_border);
    border-radius: 18px;
    background: var(--_surface);
    color: var(--_color);
    backdrop-filter: blur(12px);
    box-shadow: 0 6px 28px rgb(0 0 0 / 0.22);
  }

  .control-chip button {
    min-block-size: 26px;
    margin-block: 0;
    margin-inline-start: auto;
    padding: 0.3em 0.9em;
  }

  @media (pointer: coarse) {
    .control-chip button {
      min-block-size: 44px;
    }
  }

  @media (forced-colors: active) {
    .control-chip button {
      border: 1px solid ButtonText;
    }
  }
`;
