/** Answers with a status of 400 and up (RFC 9457): one body for all of them, and nothing about our insides in it. */
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { ERRORS, RemoteViewError, type ErrorCode } from '@remote-view/protocol';
import type { Problem } from './wire/messages.ts';

const STATUS: Partial<Record<ErrorCode, number>> = {
  'malformed-message': 400,
  'unsupported-version': 400,
  'sdp-invalid': 400,
  unauthorized: 401,
  'bad-token': 401,
  forbidden: 403,
  'origin-refused': 403,
  'unknown-session': 404,
  'unknown-scene': 404,
  'not-found': 404,
  conflict: 409,
  'message-too-large': 413,
  'rate-limited': 429,
  'quota-exceeded': 429,
  unavailable: 503,
  'no-host': 503,
  'no-capacity': 503,
  'no-picture': 404,
  'host-lost': 503,
  'host-refused': 503,
  'no-gpu-adapter': 503,
  'encoder-failed': 503,
};

/** Of errors that Fastify and its plugins make. */
const CODE: Readonly<Record<number, ErrorCode>> = { 413: 'message-too-large', 429: 'rate-limited' };

/** Seconds after which it is worth asking again (RFC 9110 section 10.2.3). */
const RETRY_AFTER: Partial<Record<ErrorCode, number>> = {
  unavailable: 2,
  'no-host': 2,
  'no-capacity': 5,
  'rate-limited': 10,
  'quota-exceeded': 10,
};

export const PROBLEM_TYPE = 'application/problem+json';

export function sendProblem(
  reply: FastifyReply,
  status: number,
  code: ErrorCode,
  detail: string = ERRORS[code].text,
): FastifyReply {
  const retryAfter = RETRY_AFTER[code];
  // Whoever refused the request may know better.
  if (retryAfter !== undefined && !reply.hasHeader('retry-after')) reply.header('retry-after', retryAfter);
  if (status === 401) reply.header('www-authenticate', 'Bearer');
  const type = `urn:remote-view:${code}`;
  const instance = `urn:uuid:${reply.request.id}`;
  const problem: Problem = { type, title: ERRORS[code].text, status, detail, code, instance };
  // The serialiser of the route's success answer would not know this body.
  return reply.code(status).type(PROBLEM_TYPE).serializer(JSON.stringify).send(problem);
}

/** Turns whatever a route threw into a problem. What is not meant for the caller goes to the log alone. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error instanceof RemoteViewError) {
    const status = STATUS[error.code];
    const { retryAfterSeconds } = error.context;
    if (retryAfterSeconds !== undefined) reply.header('retry-after', retryAfterSeconds);
    if (status !== undefined) return sendProblem(reply, status, error.code, error.message);
  } else if (isClientError(error)) {
    // It quotes the address, however long that is and whatever somebody put into its query.
    const detail = error.code === 'FST_ERR_BAD_URL' ? 'The address is not well formed.' : error.message;
    return sendProblem(reply, error.statusCode, CODE[error.statusCode] ?? 'malformed-message', detail);
  }
  request.log.error(error, 'a request failed');
  return sendProblem(reply, 500, 'internal');
}

/** Fastify's own errors about a request: a body that is no JSON or does not fit, a media type, a size. */
function isClientError(error: unknown): error is FastifyError & { readonly statusCode: number } {
  if (!(error instanceof Error) || !('statusCode' in error)) return false;
  const { statusCode } = error;
  return typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500;
}
