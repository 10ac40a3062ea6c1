/** What lies over the picture, as data: derived from the connection and the scene, drawn by status-view.ts. */
import { ERRORS, type ErrorCode, type SceneState } from '@remote-view/protocol';
import type { Progress } from '../connection/connection.ts';
import type { ConnectionState } from '../connection/transition.ts';
import { PROGRESS_TEXT, TEXT, titleOf } from './texts.ts';

export type Overlay =
  | { readonly kind: 'none' }
  /** Nothing to see yet. */
  | { readonly kind: 'loading'; readonly text: string; readonly detail: string }
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

export function describeOverlay({ state, progress, scene, hasPicture, ownsSession }: OverlayInput): Overlay {
  const fault = describeFault(scene);
  switch (state.name) {
    case 'idle':
      return { kind: 'none' };
    case 'connecting':
    case 'reconnecting': {
      // The host has said so over the connection that waits for a picture.
      if (fault !== undefined) return fault;
      const waiting = state.step === 'waiting';
      if (hasPicture) return { kind: 'pill', text: TEXT.reconnecting, detail: waiting ? state.reason.text : '' };
      if (waiting) return { kind: 'loading', text: state.reason.text, detail: TEXT.tryingAgain };
      return { kind: 'loading', text: PROGRESS_TEXT[progress], detail: state.attempt > 1 ? TEXT.tryingAgain : '' };
    }
    case 'live':
      if (fault !== undefined) return fault;
      if (scene?.state === 'restarting') return { kind: 'pill', text: TEXT.restarting, detail: scene.text };
      return { kind: 'none' };
    case 'ended':
    case 'failed': {
      const { code, text } = state.reason;
      const shown = text === '' ? ERRORS[code].text : text;
      return { kind: 'panel', title: titleOf(code), text: shown, code, tryAgain: mayTryAgain(code, ownsSession) };
    }
    default:
      return state satisfies never;
  }
}

/**
 * A host on which scenes are written says more than the error, in paragraphs: the lines of the source where they are
 * known, and what to do. Everywhere else the text is one line.
 */
function describeFault(scene: OverlayInput['scene']): Overlay | undefined {
  if (scene?.state !== 'restarting') return undefined;
  const [text = '', ...more] = scene.text.split('\n\n');
  const hint = more.pop();
  if (hint === undefined) return undefined;
  return { kind: 'fault', title: titleOf(scene.code ?? 'scene-crashed'), text, source: more.join('\n\n'), hint };
}

/** A fresh session has another token, other processes and maybe another host; nothing mends a browser or a setting. */
const HEALED_BY_A_NEW_SESSION: readonly ErrorCode[] = [
  'bad-token',
  'unknown-session',
  'session-ended',
  'session-unclaimed',
  'scene-setup-failed',
  'scene-setup-timeout',
  'scene-gave-up',
  'unknown-scene',
];

export function mayTryAgain(code: ErrorCode, ownsSession: boolean): boolean {
  return ERRORS[code].retry || (ownsSession && HEALED_BY_A_NEW_SESSION.includes(code));
}
