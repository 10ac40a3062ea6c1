/** Answers with a status of 400 and up: one body for all of them, and nothing about our insides in it. */
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { ERRORS, RemoteViewError, type ErrorCode } from '@remote-view/protocol';
import type { Problem } from './wire/messages.ts';

const STATUS: Partial<Record<ErrorCode, number>> = {
  'malformed-message': 400,
  'unsupported-version': 400,
  unauthorized: 401,
  'bad-token': 401,
  'unknown-session': 404,
  'unknown-scene': 404,
  'not-found': 404,
  'message-too-large': 413,
  'rate-limited': 429,
  'no-host': 503,
  'no-capacity': 503,
  'no-gpu-adapter': 503,
  'encoder-failed': 503,
};

/** Seconds after which it is worth asking again (RFC 9110 section 10.2.3). */
const RETRY_AFTER: Partial<Record<ErrorCode, number>> = { 'no-host': 2, 'no-capacity': 5, 'rate-limited': 10 };

export function sendProblem(
  reply: FastifyReply,
  statusCode: number,
  code: ErrorCode,
  message: string = ERRORS[code].text,
): FastifyReply {
  const retryAfter = RETRY_AFTER[code];
  if (retryAfter !== undefined) reply.header('retry-after', retryAfter);
  if (statusCode === 401) reply.header('www-authenticate', 'Bearer');
  const problem: Problem = { statusCode, code, message };
  // The serialiser of the route's success answer would not know this body.
  return reply.code(statusCode).type('application/json; charset=utf-8').serializer(JSON.stringify).send(problem);
}

/** Turns whatever a route threw into a problem. What is not meant for the caller goes to the log alone. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error instanceof RemoteViewError) {
    const statusCode = STATUS[error.code];
    if (statusCode !== undefined) return sendProblem(reply, statusCode, error.code, error.message);
  } else if (isClientError(error)) {
    const code: ErrorCode = error.statusCode === 413 ? 'message-too-large' : 'malformed-message';
    return sendProblem(reply, error.statusCode, code, error.message);
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
