/** The HTTP status with which a player is refused: it knows statuses, and of our codes nothing. */
import type { ErrorCode } from '@remote-view/protocol';

const STATUS: Partial<Record<ErrorCode, number>> = {
  'malformed-message': 400,
  'sdp-invalid': 400,
  unauthorized: 401,
  'bad-token': 401,
  forbidden: 403,
  'not-found': 404,
  'unknown-session': 404,
  'unknown-scene': 404,
  'session-ended': 404,
  'session-afk': 404,
  'session-expired': 404,
  'session-unclaimed': 404,
  'sdp-no-h264': 406,
  'message-too-large': 413,
  'quota-exceeded': 429,
  'rate-limited': 429,
  internal: 500,
};

/** What is not the player's doing is the gateway's or the host's, which may pass. */
export function refusalStatus(code: ErrorCode): number {
  return STATUS[code] ?? 503;
}
