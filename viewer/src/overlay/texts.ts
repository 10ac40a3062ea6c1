/** Every word that the element shows, in one place. */
import type { ErrorCode, RateLimit } from '@remote-view/protocol';
import type { Progress } from '../connection/connection.ts';

export const PROGRESS_TEXT: Readonly<Record<Progress, string>> = {
  session: 'Asking for a session…',
  media: 'Opening the stream…',
  scene: 'Loading the scene…',
};

/** What keeps the bitrate where it is. */
export const LIMIT_TEXT: Readonly<Record<RateLimit, string>> = {
  network: 'network limit',
  viewer: 'viewer limit',
  scene: 'all the scene needs',
};

export const TEXT = {
  label: 'Remote view',
  roleDescription: 'remote view',
  hint:
    'Click or press Enter to send the keyboard to the scene. ' +
    'Press Escape twice, or Control, Alt, Shift and Z together, to get it back.',
  items: 'In the picture',
  captured: 'Keyboard goes to the scene. Press Escape twice to get it back.',
  released: 'Keyboard is back on the page.',
  live: 'Connected.',
  reconnecting: 'Reconnecting…',
  restarting: 'Restarting the scene…',
  tryingAgain: 'Trying again…',
  tryAgain: 'Try again',
} as const;

/** Of files for the scene. */
export const FILE_TEXT = {
  drop: 'Drop to open',
  accepted: (accept: readonly string[], maxBytes: number): string => {
    // Whoever holds a file knows how its name ends, and seldom its media type.
    const endings = accept.filter((type) => type.startsWith('.'));
    const types = (endings.length > 0 ? endings : accept).join(', ') || 'Files';
    return `${types} of up to ${Math.ceil(maxBytes / 1_048_576)} MiB`;
  },
  sending: (name: string): string => `Sending ${name}…`,
  opening: (name: string): string => `Opening ${name}…`,
  refused: (name: string): string => (name === '' ? 'Nothing was opened.' : `${name} was not opened.`),
  oneOnly: 'The scene takes one file at a time.',
  notConnected: 'There is no connection to the scene.',
} as const;

/** Headings of the final panel; what is not listed takes {@link FALLBACK_TITLE}. */
const TITLES: Partial<Record<ErrorCode, string>> = {
  'gateway-unreachable': 'Cannot reach the gateway',
  'connect-timeout': 'The connection took too long',
  'peer-failed': 'The stream was lost',
  'stream-failed': 'The stream was lost',
  'no-host': 'No renderer host yet',
  'no-capacity': 'All renderer hosts are busy',
  'host-refused': 'All renderer hosts are busy',
  'host-lost': 'The renderer host is gone',
  'unknown-scene': 'Scene not found',
  'unknown-session': 'Session not found',
  'session-ended': 'Session ended',
  'session-unclaimed': 'Session ended',
  'bad-token': 'Access denied',
  unauthorized: 'Access denied',
  'scene-setup-failed': 'The scene could not start',
  'scene-setup-timeout': 'The scene could not start',
  'scene-unsupported': 'The scene cannot run here',
  'asset-refused': 'The scene could not start',
  'asset-failed': 'The scene could not start',
  'scene-gave-up': 'The scene keeps failing',
  'scene-crashed': 'The scene failed',
  'scene-unresponsive': 'The scene failed',
  'scene-update-failed': 'The scene failed',
  'no-gpu-adapter': 'No GPU adapter',
  'encoder-failed': 'The video encoder failed',
  'sdp-no-h264': 'This browser cannot play the stream',
  'unsupported-browser': 'This browser is not supported',
  'bad-configuration': 'Wrong configuration',
};

const FALLBACK_TITLE = 'Something went wrong';

export function titleOf(code: ErrorCode): string {
  return TITLES[code] ?? FALLBACK_TITLE;
}
