import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OriginPolicy, isOrigin } from './origins.ts';

describe('an origin policy', () => {
  const policy = new OriginPolicy(['https://shop.example']);

  test.each([
    ['a listed origin', 'https://shop.example', true],
    ['the same host over another scheme', 'http://shop.example', false],
    ['a subdomain', 'https://evil.shop.example', false],
    ['another origin', 'https://evil.example', false],
    ['the gateway itself', 'https://gateway.example', true],
    ['the gateway on another port', 'https://gateway.example:8443', false],
    ['an opaque origin', 'null', false],
    ['no origin', undefined, true],
  ])('%s', (_name, origin, allowed) => {
    expect(policy.allows(origin, 'gateway.example')).toBe(allowed);
  });

  test('lets in no other text than its origins and the host that is asked', () => {
    const part = fc.constantFrom(
      'https://',
      'http:',
      '//',
      'shop.example',
      'gateway.example',
      'evil',
      '.',
      ':443',
      '@',
      '/',
      '#',
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(part, { maxLength: 6 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (origin) => {
        const welcome = origin === 'https://shop.example' || URL.parse(origin)?.host === 'gateway.example';
        expect(policy.allows(origin, 'gateway.example')).toBe(welcome);
      }),
    );
  });

  test('of any lets all in', () => {
    expect(new OriginPolicy('any').allows('null', undefined)).toBe(true);
  });

  test('does not take a missing host for the page that has none', () => {
    expect(policy.allows('null', undefined)).toBe(false);
    expect(policy.allows('null', '')).toBe(false);
  });
});

test.each([
  ['https://shop.example', true],
  ['http://localhost:3000', true],
  ['https://shop.example/', false],
  ['https://shop.example/path', false],
  ['https://SHOP.example', false],
  ['https://shop.example:443', false],
  ['shop.example', false],
  ['*', false],
  ['null', false],
])('%s written as an origin: %s', (text, expected) => {
  expect(isOrigin(text)).toBe(expected);
});
