/**
 * The viewers' clipboards, as far as the page's owner lets the scene have them (`clipboard` of the element). What a viewer
 * pastes comes as a `paste` event of the canvas; `copy` and `cut` events take what `clipboardData.setData` puts there.
 *
 *     copyButton.onClick = () => clipboard.writeText(code).catch((error) => log.warn(error.message));
 *
 * `navigator.clipboard` is there for code that was written for a page.
 */
export interface ClipboardOptions {
  /** Whose; default the viewer who pressed a button or a key last. */
  readonly viewer?: number;
}

/** What a scene's `context.clipboard` is. */
export interface SceneClipboard {
  /**
   * Resolves to the text in the clipboard. A browser may ask its user first.
   * @throws DOMException `NotAllowedError` where page, browser or user refuse, nobody has pressed anything, four
   * requests wait for this viewer, or its page has not answered within 90 seconds
   */
  readText(options?: ClipboardOptions): Promise<string>;
  /**
   * Resolves once it is in the clipboard. A browser wants a press of its user not long before; without one, the text waits
   * in the page for the next, a minute at most, and another text takes its place.
   * @throws DOMException `NotAllowedError` as above, or where another text took its place
   * @throws RemoteViewError `message-too-large` for more than 64 KiB
   */
  writeText(text: string, options?: ClipboardOptions): Promise<void>;
}
