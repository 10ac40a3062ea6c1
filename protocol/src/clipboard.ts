/**
 * Text that goes through a clipboard: what a user pastes or a scene asks for, and what a scene copies. A text may be larger
 * than a message and comes in pieces (`clipboard-pieces.ts`).
 */
import type { Fields } from './fields.ts';

export const CLIPBOARD_LIMITS = {
  /** A whole text, bytes of UTF-8. */
  bytes: 65_536,
  /** UTF-16 code units of a piece: at most 12,000 bytes. */
  piece: 4_000,
  /** UTF-16 code units of why a page refused, which is one piece. */
  reason: 200,
} as const;

/**
 * - `paste`: the user pasted this. - `copy`, `cut`: the user wants what the scene has selected; no text. - `text`: what the
 * clipboard holds, an answer to `read`. - `written`: a `write` was carried out; no text. - `refused`: a `read` or a `write`
 * was not; the text says why.
 */
export const PAGE_CLIPBOARD_USES = ['paste', 'copy', 'cut', 'text', 'written', 'refused'] as const;

/** - `write`: put this into the user's clipboard. - `read`: the scene asks what is in it; no text. */
export const SCENE_CLIPBOARD_USES = ['write', 'read'] as const;

export interface ClipboardPiece {
  /** Counts the pieces of a text from 0. */
  readonly piece: number;
  /** Another piece follows. */
  readonly more: boolean;
  readonly text: string;
}

/** From the page. */
export interface PageClipboard extends ClipboardPiece {
  readonly type: 'clipboard';
  readonly seq: number;
  readonly use: (typeof PAGE_CLIPBOARD_USES)[number];
  /** Of the scene's request that it answers; 0 where there was none. */
  readonly id: number;
}

/** From the scene, to one page. */
export interface SceneClipboard extends ClipboardPiece {
  readonly type: 'clipboard';
  readonly use: (typeof SCENE_CLIPBOARD_USES)[number];
  /** Echoed in the answer; 0 where nobody waits for one. */
  readonly id: number;
}

const UINT32 = 0xffff_ffff;
const MAX_PIECES = 17;

/** The fields of a page's message behind its type. */
export function pageClipboardFields({ seq, use, id, piece, more, text }: PageClipboard): readonly unknown[] {
  return [seq, PAGE_CLIPBOARD_USES.indexOf(use), id, piece, more, text];
}

/** @throws RemoteViewError `malformed-message` */
export function readPageClipboard(fields: Fields): PageClipboard {
  const seq = fields.int(1, UINT32);
  const use = fields.oneOf(PAGE_CLIPBOARD_USES);
  const limit = use === 'refused' ? CLIPBOARD_LIMITS.reason : CLIPBOARD_LIMITS.piece;
  return { type: 'clipboard', seq, use, ...readPiece(fields, limit) };
}

/** The fields of a scene's message behind its type. */
export function sceneClipboardFields({ use, id, piece, more, text }: SceneClipboard): readonly unknown[] {
  return [SCENE_CLIPBOARD_USES.indexOf(use), id, piece, more, text];
}

/** @throws RemoteViewError `malformed-message` */
export function readSceneClipboard(fields: Fields): SceneClipboard {
  return { type: 'clipboard', use: fields.oneOf(SCENE_CLIPBOARD_USES), ...readPiece(fields, CLIPBOARD_LIMITS.piece) };
}

function readPiece(fields: Fields, limit: number): ClipboardPiece & { readonly id: number } {
  return {
    id: fields.int(0, UINT32),
    piece: fields.int(0, MAX_PIECES - 1),
    more: fields.boolean(),
    text: fields.string(limit),
  };
}
