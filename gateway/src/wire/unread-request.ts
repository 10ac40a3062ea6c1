/**
 * What becomes of a connection whose request Node could not read: it is no HTTP, has too many headers, or did not come in time. No
 * route and no hook ever sees it, so it is answered here, as everything is, and counted.
 */
import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { ERRORS, type ErrorCode } from '@remote-view/protocol';
import { PROBLEM_TYPE } from '../problems.ts';
import type { Problem } from './messages.ts';
import type { Rejection, Rejections } from './rejections.ts';

interface Refused {
  readonly status: number;
  readonly code: ErrorCode;
  readonly detail: string;
  readonly rejection: Rejection;
}

/** @param code of Node: its own, or that of its parser */
export function refusalOf(code: string | undefined): Refused {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return { status: 408, code: 'connect-timeout', detail: 'The request did not come in time.', rejection: 'silent' };
    case 'HPE_HEADER_OVERFLOW':
      return { status: 431, code: 'message-too-large', detail: 'The headers are too large.', rejection: 'too-large' };
    default:
      return { status: 400, code: 'malformed-message', detail: 'This is no HTTP request.', rejection: 'malformed' };
  }
}

/** Says so, where the client still listens, and closes. */
export function refuseUnread(error: Error & { readonly code?: string }, socket: Socket, rejections: Rejections): void {
  // It is gone already, and nobody's fault.
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const { status, code, detail, rejection } = refusalOf(error.code);
  rejections.add(rejection);
  const [type, instance] = [`urn:remote-view:${code}`, `urn:uuid:${randomUUID()}`];
  const problem: Problem = { type, title: ERRORS[code].text, status, detail, code, instance };
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    `content-type: ${PROBLEM_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  if (socket.writable) socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  socket.destroy();
}
