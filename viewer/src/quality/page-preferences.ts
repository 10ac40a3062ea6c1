/** How the user of this page wants to see things, for the scene: told to each connection, and when it changes. */
import type { ColorScheme, Contrast, PagePreferences } from '@remote-view/protocol';

const REDUCED_MOTION = '(prefers-reduced-motion: reduce)';
const DARK = '(prefers-color-scheme: dark)';
const QUERIES = [REDUCED_MOTION, DARK, '(prefers-contrast)'] as const;
const CONTRASTS = ['more', 'less', 'custom'] as const satisfies readonly Contrast[];

export class PreferenceWatch {
  readonly #element: Element;
  readonly #tell: (preferences: PagePreferences) => void;
  #listening: AbortController | null = null;

  constructor(element: Element, tell: (preferences: PagePreferences) => void) {
    this.#element = element;
    this.#tell = tell;
  }

  /** Now, and from now on at every change of the browser's settings, until {@link release}. */
  tell(): void {
    this.#listen();
    this.#tell({
      type: 'preferences',
      reducedMotion: matches(REDUCED_MOTION),
      colorScheme: colorSchemeOf(this.#element),
      contrast: CONTRASTS.find((contrast) => matches(`(prefers-contrast: ${contrast})`)) ?? 'no-preference',
      languages: navigator.languages,
    });
  }

  release(): void {
    this.#listening?.abort();
    this.#listening = null;
  }

  #listen(): void {
    if (this.#listening !== null) return;
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    const changed = (): void => this.tell();
    for (const query of QUERIES) matchMedia(query).addEventListener('change', changed, { signal });
    addEventListener('languagechange', changed, { signal });
  }
}

/** As of a document in a frame: the scheme of the place where it is embedded (CSS Color Adjust 1, section 2.3.1). */
function colorSchemeOf(element: Element): ColorScheme {
  const schemes = getComputedStyle(element).colorScheme.split(' ');
  if (!schemes.includes('dark')) return 'light';
  return !schemes.includes('light') || matches(DARK) ? 'dark' : 'light';
}

function matches(query: string): boolean {
  return matchMedia(query).matches;
}
