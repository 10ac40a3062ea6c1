/** Captions: in every colour scheme light on dark, as subtitles are. */
import { css } from 'lit';

export const styles = css`
  .caption {
    font-size: clamp(1em, 2.1cqi, 2.4em);
    padding: 0.22em 0.6em;
    border-radius: 0.3em;
    background: rgb(0 0 0 / 0.78);
    box-decoration-break: clone;
    -webkit-box-decoration-break: clone;
    color: #fff;
    white-space: pre-line;
    overflow-wrap: anywhere;
  }

  .caption:empty {
    padding: 0;
  }
`;
