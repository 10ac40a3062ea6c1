/** The form that asks for the admin key. */
import { html, type TemplateResult } from 'lit';

export interface SignIn {
  /** Why the last key did not do. */
  readonly problem: string | undefined;
  readonly isBusy: boolean;
  readonly enter: (key: string) => void;
}

export function signIn({ problem, isBusy, enter }: SignIn): TemplateResult {
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const key = new FormData(event.currentTarget as HTMLFormElement).get('key');
    if (typeof key === 'string' && key.trim() !== '') enter(key.trim());
  };
  return html`<main class="sign-in">
    <form @submit=${submit}>
      <h1>Sign in</h1>
      <p class="sub" id="key-note">With an admin key of this gateway. It stays in this tab and is forgotten with it.</p>
      <label class="field"
        ><span>Admin key</span>
        <input
          type="password"
          name="key"
          autocomplete="off"
          spellcheck="false"
          required
          autofocus
          aria-describedby="key-note key-problem"
          aria-invalid=${problem !== undefined}
        />
      </label>
      <p class="problem" id="key-problem" role="alert">${problem ?? ''}</p>
      <button type="submit" class="button primary" ?disabled=${isBusy}>Sign in</button>
    </form>
  </main>`;
}
