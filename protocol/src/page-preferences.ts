/**
 * How the user of a page wants to see things, as their browser says: for the scene, which has no browser of its own to ask.
 * And captions, and that a scene listens, which go the other way.
 */
import { wrong, type Fields } from './fields.ts';

/** As `prefers-color-scheme` and `prefers-contrast` have them (Media Queries 5, section 12). */
export const COLOR_SCHEMES = ['light', 'dark'] as const;
export type ColorScheme = (typeof COLOR_SCHEMES)[number];
export const CONTRASTS = ['no-preference', 'more', 'less', 'custom'] as const;
export type Contrast = (typeof CONTRASTS)[number];

export const PREFERENCE_LIMITS = {
  languages: 8,
  language: 35,
  caption: 500,
  captionLanguage: 35,
  seconds: 60,
} as const;

/** Sent when the channel opens, and at every change. */
export interface PagePreferences {
  readonly type: 'preferences';
  readonly reducedMotion: boolean;
  /** Of the place where the element stands. */
  readonly colorScheme: ColorScheme;
  readonly contrast: Contrast;
  /** BCP 47 tags, the one that is wanted most first; at most 8 of at most 35 characters (RFC 5646 section 4.4.1). */
  readonly languages: readonly string[];
}

/** Shown over the picture. */
export interface Caption {
  readonly type: 'caption';
  /** At most 500 characters; empty takes the one that is shown away. */
  readonly text: string;
  /** BCP 47; empty: that of the page. */
  readonly lang: string;
  /** 0: until the next one. At most 60. */
  readonly seconds: number;
}

/** The scene listens to microphones: a page may offer its user to speak. */
export interface VoiceWish {
  readonly type: 'voice';
}

/** Of a page that has said nothing. */
export const NO_PREFERENCES: PagePreferences = {
  type: 'preferences',
  reducedMotion: false,
  colorScheme: 'light',
  contrast: 'no-preference',
  languages: ['en'],
};

export function preferencesFields(preferences: PagePreferences): unknown[] {
  const { reducedMotion, colorScheme, contrast, languages } = preferences;
  const { languages: most, language: longest } = PREFERENCE_LIMITS;
  const tags = languages.filter(({ length }) => length > 0 && length <= longest).slice(0, most);
  return [reducedMotion, COLOR_SCHEMES.indexOf(colorScheme), CONTRASTS.indexOf(contrast), ...tags];
}

export function readPreferences(fields: Fields): PagePreferences {
  const preferences = {
    type: 'preferences',
    reducedMotion: fields.boolean(),
    colorScheme: fields.oneOf(COLOR_SCHEMES),
    contrast: fields.oneOf(CONTRASTS),
  } as const;
  const languages: string[] = [];
  while (!fields.isAtEnd) {
    if (languages.length === PREFERENCE_LIMITS.languages) throw wrong('it has too many languages');
    languages.push(fields.string(PREFERENCE_LIMITS.language));
  }
  return { ...preferences, languages };
}

/** What is too long is cut, and a time that is none is until the next one. */
export function captionFields({ text, lang, seconds }: Caption): unknown[] {
  const { caption, captionLanguage, seconds: most } = PREFERENCE_LIMITS;
  const time = Number.isFinite(seconds) ? Math.min(Math.max(0, seconds), most) : 0;
  return [text.slice(0, caption), lang.slice(0, captionLanguage), time];
}

export function readCaption(fields: Fields): Caption {
  const { caption, captionLanguage, seconds } = PREFERENCE_LIMITS;
  return {
    type: 'caption',
    text: fields.string(caption),
    lang: fields.string(captionLanguage),
    seconds: fields.float(0, seconds),
  };
}
