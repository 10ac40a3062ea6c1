/**
 * A reason in the words of the page's language. Gateway and host write English, and often more than the code says: where the
 * page is in English that is what is read; elsewhere the code's own text is, and theirs is the detail.
 */
import { ERRORS, type ErrorCode } from '@remote-view/protocol';
import type { Strings } from './strings.ts';

export interface ReasonWords {
  readonly text: string;
  /** May be empty. */
  readonly detail: string;
}

export function reasonWords(
  { code, text }: { readonly code: ErrorCode; readonly text: string },
  { errors }: Strings,
): ReasonWords {
  const english = ERRORS[code].text;
  if (text === '' || text === english) return { text: errors[code], detail: '' };
  return errors[code] === english ? { text, detail: '' } : { text: errors[code], detail: text };
}
