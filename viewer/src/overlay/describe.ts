/** What lies over the picture, as data: derived from the connection and the scene, drawn by status-view.ts. */
import { ERRORS, type ErrorCode, type SceneState } from '@remote-view/protocol';
import type { Progress } from '../connection/connection.ts';
import type { ConnectionState, QueuePlace } from '../connection/transition.ts';
import { reasonWords } from '../i18n/reason-words.ts';
import { fill, type Strings } from '../i18n/strings.ts';

export type Overlay =
  | { readonly kind: 'none' }
  /** Nothing to see yet. */
  | { readonly kind: 'loading'; readonly text: string; readonly detail: string }
  /** There is no free place yet. */
  | { readonly kind: 'queue'; readonly text: string; readonly detail: string }
  /** The last frame stands. */
  | { readonly kind: 'pill'; readonly text: string; readonly detail: string }
  /** The scene is being written and failed: its author reads why over the last frame, until the next save. */
  | {
      readonly kind: 'fault';
      readonly title: string;
      readonly text: string;
      /** Lines of the source; empty where they are not known. */
      readonly source: string;
      readonly hint: string;
    }
  /** It is over. */
  | {
      readonly kind: 'panel';
      readonly title: string;
      readonly text: string;
      /** What the host wrote, where that is another language; may be empty. */
      readonly detail: string;
      readonly code: ErrorCode;
      readonly tryAgain: boolean;
    };

export interface OverlayInput {
  readonly state: ConnectionState;
  readonly progress: Progress;
  readonly scene: {
    readonly state: SceneState;
    readonly text: string;
    readonly code?: ErrorCode | null;
  } | null;
  /** A picture was shown and is still there. */
  readonly hasPicture: boolean;
  /** The element makes its sessions itself, so trying again means a new one. */
  readonly ownsSession: boolean;
}

export function describeOverlay(
  { state, progress, scene, hasPicture, ownsSession }: OverlayInput,
  strings: Strings,
): Overlay {
  const fault = describeFault(scene, strings);
  switch (state.name) {
    case 'idle':
      return { kind: 'none' };
    case 'connecting':
    case 'reconnecting': {
      // The host has said so over the connection that waits for a picture.
      if (fault !== undefined) return fault;
      const waiting = state.step === 'waiting';
      if (state.step === 'queued') return describeQueue(state, strings);
      const reason = waiting ? reasonWords(state.reason, strings).text : '';
      if (hasPicture) return { kind: 'pill', text: strings.reconnecting, detail: reason };
      if (waiting) return { kind: 'loading', text: reason, detail: strings.tryingAgain };
      return {
        kind: 'loading',
        text: strings.progress[progress],
        detail: state.attempt > 1 ? strings.tryingAgain : '',
      };
    }
    case 'live':
      if (fault !== undefined) return fault;
      if (scene?.state === 'restarting')
        return { kind: 'pill', text: strings.restarting, detail: causeOf(scene, strings) };
      return { kind: 'none' };
    case 'ended':
    case 'failed': {
      const { code } = state.reason;
      return {
        kind: 'panel',
        title: titleOf(code, strings),
        ...reasonWords(state.reason, strings),
        code,
        tryAgain: mayTryAgain(code, ownsSession),
      };
    }
    default:
      return state satisfies never;
  }
}

function describeQueue({ position, etaSeconds }: QueuePlace, { queue }: Strings): Overlay {
  const time =
    etaSeconds !== null &&
    (etaSeconds < 60 ? queue.soon : fill(queue.minutes, { minutes: Math.ceil(etaSeconds / 60) }));
  return { kind: 'queue', text: fill(queue.place, { position }), detail: time || queue.unknown };
}

/**
 * A host on which scenes are written says more than the error, in paragraphs: the lines of the source where they are
 * known, and what to do. Everywhere else the text is one line.
 */
function describeFault(scene: OverlayInput['scene'], strings: Strings): Overlay | undefined {
  if (scene?.state !== 'restarting') return undefined;
  const [text = '', ...more] = scene.text.split('\n\n');
  const hint = more.pop();
  if (hint === undefined) return undefined;
  return {
    kind: 'fault',
    title: titleOf(scene.code ?? 'scene-crashed', strings),
    text,
    source: more.join('\n\n'),
    hint,
  };
}

function causeOf({ code, text }: NonNullable<OverlayInput['scene']>, strings: Strings): string {
  return code === null || code === undefined ? text : reasonWords({ code, text }, strings).text;
}

/** A fresh session has another token, other processes and maybe another host; nothing mends a browser or a setting. */
const HEALED_BY_A_NEW_SESSION: readonly ErrorCode[] = [
  'bad-token',
  'unknown-session',
  'session-ended',
  'session-unclaimed',
  'session-afk',
  'session-expired',
  'scene-setup-failed',
  'scene-setup-timeout',
  'scene-gave-up',
  'unknown-scene',
];

export function mayTryAgain(code: ErrorCode, ownsSession: boolean): boolean {
  return ERRORS[code].retry || (ownsSession && HEALED_BY_A_NEW_SESSION.includes(code));
}

function titleOf(code: ErrorCode, { titles, otherTitle }: Strings): string {
  return titles[code] ?? otherTitle;
}
