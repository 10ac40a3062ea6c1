/** Gives the user a file, by a link as a page would have it. */
import type { Millis } from '@remote-view/protocol';

/** The browser has begun to read it by then. */
const READ_WITHIN: Millis = 10_000;

export function download(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), READ_WITHIN);
}
