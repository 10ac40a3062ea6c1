/** Why a scene process was lost, for its viewers and for who writes it. */
import type { ErrorCode } from '@remote-view/protocol';

export interface SceneFailure {
  readonly code: ErrorCode;
  readonly text: string;
  /** Where, and the lines around it; empty where that is not known or not for the viewers. */
  readonly place?: string;
  readonly excerpt?: string;
}

/** The viewer shows what stands behind an empty line as code. */
export function shownToItsAuthor({ text, excerpt = '' }: SceneFailure): string {
  return `${text}\n\n${excerpt === '' ? '' : `${excerpt}\n\n`}The next save tries again.`;
}
