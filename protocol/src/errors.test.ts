import { describe, expect, it } from 'vitest';
import { ERROR_CODES, ERRORS, isErrorCode, RemoteViewError } from './errors.ts';

describe('RemoteViewError', () => {
  it('says the text of its code when nobody knew better', () => {
    const error = new RemoteViewError('no-host');
    expect(error.message).toBe(ERRORS['no-host'].text);
    expect(error.message).toMatch(/^No renderer host is connected yet\./);
    expect(error).toMatchObject({ name: 'RemoteViewError', code: 'no-host', retry: true, context: {} });
    expect(error).toBeInstanceOf(Error);
    expect('cause' in error).toBe(false);
  });

  it('ends its message with the context in brackets', () => {
    const error = new RemoteViewError('bad-token', 'Wrong token.', {
      context: { session: 's1', tries: 2, late: false },
    });
    expect(error.message).toBe('Wrong token. [session:s1, tries:2, late:false]');
    expect(error.context).toEqual({ session: 's1', tries: 2, late: false });
    expect(error.retry).toBe(false);
  });

  it('keeps its cause', () => {
    const cause = new Error('below');
    expect(new RemoteViewError('internal', undefined, { cause }).cause).toBe(cause);
  });
});

describe('what a person reads of an error', () => {
  it.each(ERROR_CODES)('says of %s what happened, and then what to do', (code) => {
    expect(ERRORS[code].text).toMatch(/^[A-Z].+\w\. [A-Z].+\w\.$/);
  });
});

describe('RemoteViewError.from', () => {
  it('leaves one of ours as it is', () => {
    const error = new RemoteViewError('no-host');
    expect(RemoteViewError.from(error, 'internal')).toBe(error);
  });

  it('keeps the text of other errors and the value as the cause', () => {
    const thrown = new TypeError('x is no function');
    expect(RemoteViewError.from(thrown, 'scene-update-failed')).toMatchObject({
      code: 'scene-update-failed',
      message: 'x is no function',
      cause: thrown,
    });
  });

  it.each([
    ['a string', 'broken', 'broken'],
    ['undefined', undefined, 'undefined'],
    ['a symbol', Symbol('s'), 'Symbol(s)'],
    ['null', null, 'null'],
    ['an event with a message', { type: 'error', message: 'not found' }, 'not found'],
    ['the message of a worker', { type: 'error', error: 'broken' }, 'broken'],
    ['an object without a text', { message: 5 }, '[object Object]'],
    ['an object without prototype', Object.create(null), 'Something was thrown that has no text (object).'],
    [
      'an error whose message throws',
      Object.defineProperty(new Error(), 'message', {
        get: () => {
          throw new Error('no');
        },
      }),
      'Something was thrown that has no text (object).',
    ],
  ])('survives %s', (_name, thrown, message) => {
    expect(RemoteViewError.from(thrown)).toMatchObject({ code: 'internal', message });
  });
});

describe('error codes', () => {
  it('are told from anything else a peer may send', () => {
    expect(ERROR_CODES.every(isErrorCode)).toBe(true);
    for (const value of ['', 'toString', '__proto__', 'NO-HOST', 4, null, undefined, {}]) {
      expect(isErrorCode(value)).toBe(false);
    }
  });

  it('each have a sentence for a person', () => {
    for (const code of ERROR_CODES) expect(ERRORS[code].text).toMatch(/^[A-Z].*\.$/);
  });
});
