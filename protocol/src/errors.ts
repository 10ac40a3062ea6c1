/**
 * Every way in which something that a user can see goes wrong: one list for the gateway, the host and the viewer.
 *
 * `text` is what a person reads when nobody knew better; `retry` says whether the same request may succeed later
 * without anyone changing anything, which is what decides if a viewer tries again by itself.
 */
export const ERRORS = {
  'malformed-message': { text: 'A message was not understood.', retry: false },
  'message-too-large': { text: 'A message was larger than allowed.', retry: false },
  'unsupported-version': { text: 'The two ends speak different versions of the protocol.', retry: false },
  'not-found': { text: 'There is nothing at this address.', retry: false },
  'rate-limited': { text: 'Too many messages or requests.', retry: true },
  unauthorized: { text: 'A valid API key is needed.', retry: false },
  'bad-token': { text: 'The session token is wrong or has expired.', retry: false },
  'unknown-session': { text: 'There is no such session.', retry: false },
  'unknown-scene': { text: 'No renderer host offers this scene.', retry: false },
  'no-host': { text: 'No renderer host is connected yet.', retry: true },
  'no-capacity': { text: 'All renderer hosts are busy.', retry: true },
  'host-lost': { text: 'The renderer host disconnected.', retry: true },
  'host-refused': { text: 'The renderer host could not take the session.', retry: true },
  'session-ended': { text: 'The session has ended.', retry: false },
  'session-unclaimed': { text: 'Nobody joined the session in time.', retry: false },
  'sdp-invalid': { text: 'The session description was not accepted.', retry: false },
  'sdp-no-h264': { text: 'This browser offers no H.264 video over WebRTC.', retry: false },
  'peer-failed': { text: 'The media connection failed.', retry: true },
  'scene-setup-failed': { text: 'The scene failed while it was set up.', retry: false },
  'scene-setup-timeout': { text: 'The scene did not finish its set-up in time.', retry: false },
  'scene-update-failed': { text: 'The scene failed while it was running.', retry: true },
  'scene-unsupported': { text: 'The scene uses something that does not exist on the host.', retry: false },
  'scene-crashed': { text: 'The scene process ended unexpectedly.', retry: true },
  'scene-unresponsive': { text: 'The scene stopped responding.', retry: true },
  'scene-gave-up': { text: 'The scene failed again and again, and was stopped.', retry: false },
  'asset-refused': { text: 'The scene may not read this asset.', retry: false },
  'asset-failed': { text: 'An asset of the scene could not be read, decoded or shown.', retry: false },
  'file-refused': { text: 'The scene does not take this file.', retry: false },
  'file-failed': { text: 'The file could not be sent, or the scene could make nothing of it.', retry: false },
  'no-gpu-adapter': { text: 'The renderer host found no GPU adapter, not even a software one.', retry: false },
  'encoder-failed': { text: 'The video encoder could not be opened or broke.', retry: true },
  'stream-failed': { text: 'The stream process ended unexpectedly.', retry: true },
  'gateway-unreachable': { text: 'The gateway cannot be reached.', retry: true },
  'connect-timeout': { text: 'The connection took too long.', retry: true },
  'microphone-denied': { text: 'The microphone may not be used on this page.', retry: false },
  'microphone-unavailable': { text: 'There is no microphone that can be used.', retry: false },
  'unsupported-browser': { text: 'This browser lacks something that remote view needs.', retry: false },
  'bad-configuration': { text: 'A setting is missing or wrong.', retry: false },
  internal: { text: 'An internal error occurred.', retry: true },
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
