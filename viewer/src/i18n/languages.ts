/**
 * Which languages there are beside English, and which of them a language tag means. As in CLDR a tag without script or
 * region falls to its most likely one: `zh` is simplified Chinese, and who wrote `zh-Hant` gets no simplified one.
 */
import type { Wording } from './strings.ts';

/** BCP 47 tags, each with what fetches its words. */
export const LANGUAGES = {
  de: async () => (await import('./de.ts')).GERMAN,
  es: async () => (await import('./es.ts')).SPANISH,
  ja: async () => (await import('./ja.ts')).JAPANESE,
  'zh-Hans': async () => (await import('./zh-hans.ts')).CHINESE,
} as const satisfies Record<string, () => Promise<Wording>>;

export type Language = 'en' | keyof typeof LANGUAGES;

/** Undefined: we have no such language. */
export function languageOf(tag: string): Language | undefined {
  const [language = '', ...subtags] = tag.toLowerCase().split('-');
  if (language !== 'zh') return (['en', 'de', 'es', 'ja'] as const).find((known) => known === language);
  const traditional = subtags.some((subtag) => ['hant', 'tw', 'hk', 'mo'].includes(subtag));
  return traditional && !subtags.includes('hans') ? undefined : 'zh-Hans';
}

/** The language of the place where the element stands; where the page does not say, the first that the user reads. */
export function chooseLanguage(ofPlace: string | null, ofUser: readonly string[]): Language {
  const wanted = ofPlace === null || ofPlace === '' ? ofUser : [ofPlace];
  return wanted.map(languageOf).find((language) => language !== undefined) ?? 'en';
}
