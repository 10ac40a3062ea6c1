/**
 * For pages that lock the pointer: to be run in them before anything else. Headless Chromium puts a locked mouse back with a
 * movement of its own, so each `pointerrawupdate` that is listened to begets the next, and nothing else gets its turn.
 */
export function noRawUpdates(): void {
  delete (HTMLElement.prototype as { onpointerrawupdate?: unknown }).onpointerrawupdate;
}
