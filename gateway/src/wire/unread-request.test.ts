import { expect, test } from 'vitest';
import { refusalOf } from './unread-request.ts';

test.each([
  ['ERR_HTTP_REQUEST_TIMEOUT', 408, 'connect-timeout', 'silent'],
  ['HPE_HEADER_OVERFLOW', 431, 'message-too-large', 'too-large'],
  ['HPE_INVALID_METHOD', 400, 'malformed-message', 'malformed'],
  ['HPE_ANYTHING_NEW', 400, 'malformed-message', 'malformed'],
  [undefined, 400, 'malformed-message', 'malformed'],
])('what Node could not read for %s is answered with %i', (error, status, code, rejection) => {
  expect(refusalOf(error)).toMatchObject({ status, code, rejection });
});
