/** What is asked before anything is done that others feel, and the dialog in which a session is watched. */
import { html, nothing, type TemplateResult } from 'lit';
import type { admin, rest } from '@remote-view/protocol';
import { count } from './format.ts';

export type Question =
  | { readonly ask: 'cordon' | 'uncordon' | 'drain'; readonly host: admin.HostInfo }
  | { readonly ask: 'end'; readonly session: rest.SessionInfo };

/** Seconds that are offered before what runs is ended. */
const PAUSES = [
  [0, 'at once'],
  [60, 'after 1 minute'],
  [300, 'after 5 minutes'],
  [900, 'after 15 minutes'],
  [3_600, 'after 1 hour'],
] as const;

const PAUSE = 300;

interface Wording {
  readonly title: string;
  readonly text: string;
  readonly button: string;
  readonly isHarsh: boolean;
}

function wordingOf(question: Question): Wording {
  switch (question.ask) {
    case 'cordon': {
      const { id, taken } = question.host;
      const rest = taken === 0 ? 'Nothing runs there now.' : `${upper(runs(taken))} to run there.`;
      const text = `No new session starts on it until you uncordon it, also after a restart. ${rest}`;
      return { title: `Cordon ${id}?`, text, button: 'Cordon', isHarsh: false };
    }
    case 'uncordon': {
      const { id, endsAt } = question.host;
      const rest = endsAt === undefined ? '' : ' What runs there is not ended any more.';
      const text = `New sessions may start on it again, those that wait for a slot first.${rest}`;
      return { title: `Uncordon ${id}?`, text, button: 'Uncordon', isHarsh: false };
    }
    case 'drain': {
      const { id, taken } = question.host;
      const text =
        taken === 0
          ? 'No new session starts on it until you uncordon it. Nothing runs there now.'
          : `No new session starts on it until you uncordon it. What still runs then is ended, ${count(taken, 'session')} now; ` +
            'their pages ask for another session by themselves, and state that a scene holds in memory is lost.';
      return { title: `Drain ${id}?`, text, button: 'Drain', isHarsh: true };
    }
    case 'end': {
      const { scene, viewers } = question.session;
      const who = viewers === 0 ? 'Nobody is connected.' : `${count(viewers, 'viewer')} will be told that it is over.`;
      return {
        title: `End this session of ${scene}?`,
        text: `${who} It cannot be undone.`,
        button: 'End',
        isHarsh: true,
      };
    }
    default:
      return question satisfies never;
  }
}

function runs(sessions: number): string {
  return `${count(sessions, 'session')} ${sessions === 1 ? 'goes on' : 'go on'}`;
}

function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export interface QuestionDialog {
  readonly question: Question | undefined;
  /** It is being done. */
  readonly isBusy: boolean;
  /** @param seconds of a drain */
  readonly answer: (question: Question, seconds: number) => void;
  readonly close: () => void;
}

/** To be shown with `showModal` while there is a question. */
export function questionDialog({ question, isBusy, answer, close }: QuestionDialog): TemplateResult {
  const wording = question === undefined ? undefined : wordingOf(question);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const seconds = new FormData(event.currentTarget as HTMLFormElement).get('seconds');
    if (question !== undefined) answer(question, Number(seconds ?? PAUSE));
  };
  return html`<dialog
    class="question"
    aria-labelledby="question-title"
    aria-describedby="question-text"
    @close=${close}
  >
    ${
      wording === undefined
        ? nothing
        : html`<form @submit=${submit}>
            <h2 id="question-title">${wording.title}</h2>
            <p id="question-text">${wording.text}</p>
            ${question?.ask === 'drain' ? pauses() : nothing}
            <div class="buttons">
              <button type="button" class="button" @click=${close} autofocus>Cancel</button>
              <button type="submit" class="button primary ${wording.isHarsh ? 'harsh' : ''}" ?disabled=${isBusy}>
                ${wording.button}
              </button>
            </div>
          </form>`
    }
  </dialog>`;
}

function pauses(): TemplateResult {
  return html`<label class="field"
    ><span>End what still runs</span>
    <select name="seconds">
      ${PAUSES.map(([seconds, text]) => html`<option value=${seconds} ?selected=${seconds === PAUSE}>${text}</option>`)}
    </select>
  </label>`;
}

export interface Watched {
  readonly session: rest.SessionInfo;
  readonly token: string;
}

/** Nobody in the session can be disturbed from here: the token lets its bearer look on, and the element sends nothing. */
export function watchDialog(watched: Watched | undefined, base: URL, close: () => void): TemplateResult {
  return html`<dialog class="watch" aria-labelledby="watch-title" @close=${close}>
    ${
      watched === undefined
        ? nothing
        : html`<header>
              <h2 id="watch-title">${watched.session.scene}</h2>
              <span class="sub id">${watched.session.id}</span>
              <button type="button" class="button" @click=${close}>Close</button>
            </header>
            <remote-view
              src=${base.href}
              session=${watched.session.id}
              .token=${watched.token}
              label="Session of ${watched.session.scene}"
              no-input
              muted
              controls
            ></remote-view>`
    }
  </dialog>`;
}
