import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answers, bindingRequest, parseServer } from './stun.ts';

const transaction = Uint8Array.from({ length: 12 }, (_, index) => index + 1);

/** As a server answers, with a type of its own. */
function answer(type: number): Uint8Array {
  const bytes = bindingRequest(transaction);
  new DataView(bytes.buffer).setUint16(0, type);
  return bytes;
}

describe('a STUN request', () => {
  it('is a Binding request without attributes (RFC 8489 section 5)', () => {
    expect([...bindingRequest(transaction).subarray(0, 8)]).toEqual([0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42]);
  });

  it('is answered by success and by an error of the same transaction', () => {
    expect(answers(answer(0x0101), transaction)).toBe(true);
    expect(answers(answer(0x0111), transaction)).toBe(true);
    expect(answers(answer(0x0001), transaction)).toBe(false);
    expect(answers(answer(0x0101), transaction.toReversed())).toBe(false);
  });

  it('is answered by nothing else that comes in', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => !answers(bytes, transaction)));
  });
});

describe('the address of a TURN server', () => {
  it.each([
    ['turn:turn.example.com', { host: 'turn.example.com', port: 3478 }],
    ['turn:203.0.113.1:5349?transport=udp', { host: '203.0.113.1', port: 5_349 }],
    ['stun:[2001:db8::1]:3478', { host: '2001:db8::1', port: 3_478 }],
  ])('is read from %s', (url, server) => {
    expect(parseServer(url)).toEqual(server);
  });

  it.each(['turn.example.com', 'https://example.com', 'turn:', 'turn:a:99999', 'turn:a?transport=tcp'])(
    'is not found in %s',
    (url) => {
      expect(parseServer(url)).toBeUndefined();
    },
  );
});
