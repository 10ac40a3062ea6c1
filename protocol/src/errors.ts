/**
 * Every way in which something that a user can see goes wrong: one list for the gateway, the host and the viewer.
 *
 * `text` is what a person reads when nobody knew better: what happened, and in the next sentence what to do. `retry` says
 * whether the same request may succeed later without anyone changing anything, which is what decides if a viewer tries
 * again by itself.
 */
export const ERRORS = {
  'malformed-message': { text: 'A message was not understood. Use the same version everywhere.', retry: false },
  'message-too-large': { text: 'A message was larger than allowed. Send less at once.', retry: false },
  'unsupported-version': { text: 'The two ends speak different versions of the protocol. Update one.', retry: false },
  'not-found': { text: 'There is nothing at this address. Check it.', retry: false },
  'rate-limited': { text: 'Too many messages or requests. Wait a little.', retry: true },
  unauthorized: { text: 'A valid API key is needed. Let your backend make the session.', retry: false },
  'origin-refused': { text: 'The gateway refuses pages of this origin. Name it with --allowed-origin.', retry: false },
  forbidden: { text: 'This key or token does not allow that. Ask for one that does.', retry: false },
  'quota-exceeded': { text: 'There are too many sessions for this key. End one, or wait.', retry: true },
  conflict: { text: 'The request contradicts an earlier one. Use another key for it.', retry: false },
  unavailable: { text: 'The gateway cannot take this now. Try again.', retry: true },
  'bad-token': { text: 'The session token is wrong or has expired. Ask for a new session.', retry: false },
  'unknown-session': { text: 'There is no such session any more. Ask for a new one.', retry: false },
  'unknown-scene': { text: 'No renderer host offers this scene. Check its name.', retry: false },
  'no-host': { text: 'No renderer host is connected yet. Start one, or wait for it.', retry: true },
  'no-capacity': { text: 'All renderer hosts are busy. Try again later.', retry: true },
  'host-lost': { text: 'The renderer host disconnected. Try again.', retry: true },
  'host-refused': { text: 'The renderer host could not take the session. Try again.', retry: true },
  'session-ended': { text: 'The session has ended. Start a new one.', retry: false },
  'session-unclaimed': { text: 'Nobody joined the session in time. Start a new one.', retry: false },
  'session-afk': { text: 'The session was ended because nobody used it. Start a new one.', retry: false },
  'session-expired': { text: 'The session has reached its longest time. Start a new one.', retry: false },
  'control-refused': { text: 'Control of the scene was not given. Ask again later.', retry: false },
  'sdp-invalid': { text: 'The session description was not accepted. Try another browser.', retry: false },
  'sdp-no-h264': { text: 'This browser offers no H.264 video over WebRTC. Use another one.', retry: false },
  'peer-failed': { text: 'The media connection broke. Check the network.', retry: true },
  'no-media-path': { text: 'Neither WebRTC nor the WebSocket brings a picture. Check the network.', retry: true },
  'scene-setup-failed': { text: "The scene failed while it was set up. The host's log says why.", retry: false },
  'scene-setup-timeout': { text: 'The scene did not finish its set-up in time. Try again.', retry: false },
  'scene-update-failed': { text: "The scene failed while it was running. The host's log says why.", retry: true },
  'scene-unsupported': { text: 'The scene uses what no host has. Its author must change it.', retry: false },
  'scene-crashed': { text: "The scene process ended unexpectedly. The host's log says why.", retry: true },
  'scene-unresponsive': { text: 'The scene stopped responding. Try again.', retry: true },
  'scene-gave-up': { text: "The scene failed again and again. The host's log says why.", retry: false },
  'asset-refused': { text: "The scene may not read this asset. Allow it in the scene's scene.json.", retry: false },
  'asset-failed': { text: 'An asset of the scene could not be read, decoded or shown. Check the file.', retry: false },
  'file-refused': { text: 'The scene does not take this file. Try another one.', retry: false },
  'file-failed': { text: 'The file could not be sent or read. Try again.', retry: false },
  'no-gpu-adapter': { text: 'The renderer host found no GPU adapter. Install a driver there.', retry: false },
  'encoder-failed': { text: "The video encoder could not be opened or broke. The host's log says why.", retry: true },
  'stream-failed': { text: 'The stream process ended unexpectedly. Try again.', retry: true },
  'gateway-unreachable': { text: 'The gateway cannot be reached. Check the network and its address.', retry: true },
  'connect-timeout': { text: 'The connection took too long. Check the network.', retry: true },
  'microphone-denied': { text: 'The microphone may not be used on this page. Allow it in the browser.', retry: false },
  'microphone-unavailable': { text: 'There is no microphone that can be used. Connect one.', retry: false },
  'sensors-denied': { text: 'The motion sensors may not be used here. Allow them in the browser.', retry: false },
  'sensors-unavailable': { text: 'This device has no motion sensors for pages. Use a phone, and HTTPS.', retry: false },
  'picture-in-picture-unavailable': {
    text: 'The picture cannot have a window of its own. Ask for it by a click, or use another browser.',
    retry: false,
  },
  'unsupported-browser': { text: 'This browser lacks something that remote view needs. Update it.', retry: false },
  'no-picture': { text: 'There is no picture yet. Wait for the first one.', retry: true },
  'part-unavailable': { text: 'A part of the viewer could not be fetched. Reload the page.', retry: false },
  'bad-configuration': { text: 'A setting is missing or wrong. Correct it.', retry: false },
  internal: { text: 'An internal error occurred. Try again.', retry: true },
} as const satisfies Record<string, { readonly text: string; readonly retry: boolean }>;

export type ErrorCode = keyof typeof ERRORS;

export const ERROR_CODES = Object.keys(ERRORS) as readonly ErrorCode[];

/** True where `value` is one of our codes; use it on what a peer sent. */
export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(ERRORS, value);
}

export interface ErrorContext {
  readonly [key: string]: string | number | boolean;
}

/**
 * An error with a code from {@link ERRORS}. `message` is readable text that ends with its context in brackets,
 * so that one line of a log says which session, which scene, which peer.
 */
export class RemoteViewError extends Error {
  override readonly name = 'RemoteViewError';
  readonly code: ErrorCode;
  readonly context: ErrorContext;

  constructor(code: ErrorCode, detail?: string, options: { cause?: unknown; context?: ErrorContext } = {}) {
    const context = options.context ?? {};
    const pairs = Object.entries(context).map(([key, value]) => `${key}:${value}`);
    const text = detail ?? ERRORS[code].text;
    super(
      pairs.length > 0 ? `${text} [${pairs.join(', ')}]` : text,
      options.cause === undefined ? undefined : { cause: options.cause },
    );
    this.code = code;
    this.context = context;
  }

  /** Whether the same request may succeed later without anyone changing anything. */
  get retry(): boolean {
    return ERRORS[this.code].retry;
  }

  /** Any thrown value as a {@link RemoteViewError}; what already is one comes back as it is. */
  static from(thrown: unknown, code: ErrorCode = 'internal'): RemoteViewError {
    if (thrown instanceof RemoteViewError) return thrown;
    return new RemoteViewError(code, textOf(thrown), { cause: thrown });
  }
}

/** Scenes may throw anything, and `String()` itself throws for an object without prototype. */
function textOf(thrown: unknown): string {
  try {
    if (thrown instanceof Error) return thrown.message;
    return textInside(thrown) ?? String(thrown);
  } catch {
    return `Something was thrown that has no text (${typeof thrown}).`;
  }
}

/** Loaders of three.js reject with events and with messages of their workers: `{ message }`, `{ error }`. */
function textInside(thrown: unknown): string | undefined {
  if (typeof thrown !== 'object' || thrown === null) return undefined;
  const { message, error } = thrown as { readonly message?: unknown; readonly error?: unknown };
  return [message, error].find((text) => typeof text === 'string');
}
