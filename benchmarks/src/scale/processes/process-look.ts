/** What a gateway's process uses, as its probe sees it behind a collection of garbage. */
import type { Millis } from '@remote-view/protocol';

export interface ProcessLook {
  /** Bytes of memory that the system has given it. */
  readonly rss: number;
  /** Bytes that its objects and buffers have. */
  readonly heap: number;
  /** Time on processors since it began. */
  readonly cpu: Millis;
  /** How late its event loop was since the last look. */
  readonly late: { readonly p99: Millis; readonly most: Millis };
}
