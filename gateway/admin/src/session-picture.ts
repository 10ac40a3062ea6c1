/** What a session shows, small: fetched again every few seconds, only while somebody can see it. */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { GatewayApi } from './gateway-api.ts';

/** ms */
const EVERY = 5_000;
/** ms; as long as there is none. */
const AGAIN_AFTER = 2_000;

export class SessionPicture extends LitElement {
  static override readonly properties = { api: { attribute: false }, session: {}, url: { state: true } };
  declare api: GatewayApi | undefined;
  declare session: string;
  declare url: string | undefined;
  #isSeen = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isAsking = false;
  readonly #observer = new IntersectionObserver((entries) => {
    this.#isSeen = entries.at(-1)?.isIntersecting ?? false;
    this.#refresh();
  });
  readonly #onVisibility = (): void => this.#refresh();

  override connectedCallback(): void {
    super.connectedCallback();
    this.#observer.observe(this);
    document.addEventListener('visibilitychange', this.#onVisibility);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer.disconnect();
    document.removeEventListener('visibilitychange', this.#onVisibility);
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#show(undefined);
  }

  /** The page's own style sheet is for this too. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): TemplateResult | typeof nothing {
    return this.url === undefined ? nothing : html`<img src=${this.url} alt="What the session shows" />`;
  }

  #refresh(): void {
    if (this.#timer !== undefined || this.#isAsking) return;
    void this.#look();
  }

  async #look(): Promise<void> {
    this.#timer = undefined;
    if (!this.#isSeen || document.visibilityState === 'hidden' || !this.isConnected) return;
    this.#isAsking = true;
    try {
      const picture = await this.api?.thumbnail(this.session);
      if (picture !== undefined && this.isConnected) this.#show(URL.createObjectURL(picture));
    } catch {
      // There is none yet, or none any more: what was shown last stays.
    } finally {
      this.#isAsking = false;
    }
    if (this.isConnected)
      this.#timer = setTimeout(() => void this.#look(), this.url === undefined ? AGAIN_AFTER : EVERY);
  }

  #show(url: string | undefined): void {
    if (this.url !== undefined) URL.revokeObjectURL(this.url);
    this.url = url;
  }
}
