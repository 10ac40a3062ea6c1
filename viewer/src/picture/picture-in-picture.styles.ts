/** The video that is shown elsewhere. */
import { css } from 'lit';

export const styles = css`
  .aside {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    opacity: 0;
    pointer-events: none;
  }
`;
