/**
 * The words of one element: those of the language where it stands, as soon as they are here. It follows `lang` attributes
 * from the element up to the document, through shadow roots.
 */
import { withAncestors } from '../ancestors.ts';
import { ENGLISH } from './english.ts';
import { chooseLanguage, LANGUAGES, type Language } from './languages.ts';
import { reworded, type Strings, type Wording } from './strings.ts';

/** What is to be shown from now on, and the language that it is in. */
export type WordsHandler = (strings: Strings, language: Language) => void;

export class Words {
  readonly #element: Element;
  readonly #changed: WordsHandler;
  readonly #observer = new MutationObserver(() => void this.#choose());
  #wanted: Language = 'en';
  #language: Language = 'en';
  #translation: Wording = {};
  #replacements: Wording = {};

  constructor(element: Element, changed: WordsHandler) {
    this.#element = element;
    this.#changed = changed;
    this.#compose();
  }

  /** The page's own words, in every language. Frameworks also set nothing. */
  replace(wording: Wording | null | undefined): void {
    this.#replacements = wording ?? {};
    this.#compose();
  }

  /** The element is in the page, or at another place in it. */
  follow(): void {
    this.#observer.disconnect();
    for (const node of withAncestors(this.#element)) this.#observer.observe(node, { attributeFilter: ['lang'] });
    void this.#choose();
  }

  /** It is not in the page any more. */
  release(): void {
    this.#observer.disconnect();
  }

  async #choose(): Promise<void> {
    const language = chooseLanguage(langAt(this.#element), navigator.languages);
    if (language === this.#wanted) return;
    this.#wanted = language;
    const translation = language === 'en' ? {} : await LANGUAGES[language]().catch(() => null);
    if (language !== this.#wanted) return;
    if (translation === null) {
      // What is there stays; another change of the language tries again.
      this.#wanted = this.#language;
      return;
    }
    this.#language = language;
    this.#translation = translation;
    this.#compose();
  }

  #compose(): void {
    this.#changed(reworded(reworded(ENGLISH, this.#translation), this.#replacements), this.#language);
  }
}

/** The nearest `lang`, as HTML has it (section 3.2.6.2): an empty one says that the language is not known. */
function langAt(element: Element): string | null {
  const found = withAncestors(element).find((place) => place.hasAttribute('lang'));
  return found?.getAttribute('lang') ?? null;
}
