import { expect, test } from 'vitest';
import { iceLinks } from './ice-links.ts';

test('ICE servers are a link for each of their URLs, with what opens them', () => {
  const links = iceLinks([
    { urls: ['stun:stun.example'] },
    {
      urls: ['turn:turn.example:3478?transport=udp', 'turns:turn.example:443'],
      username: '17:s',
      credential: 'a+b/c=',
    },
  ]);
  const secret = 'username="17:s"; credential="a+b/c="; credential-type="password"';
  expect(links).toEqual([
    '<stun:stun.example>; rel="ice-server"',
    `<turn:turn.example:3478?transport=udp>; rel="ice-server"; ${secret}`,
    `<turns:turn.example:443>; rel="ice-server"; ${secret}`,
  ]);
});

test('nothing in them ends a quoted string or an address', () => {
  const [link, ...others] = iceLinks([
    { urls: ['turn:a', 'turn:a>; rel="next', 'https://a', 'turn:a b'], username: 'a"b', credential: String.raw`c\d` },
  ]);
  expect(link).toBe(
    String.raw`<turn:a>; rel="ice-server"; username="a\"b"; credential="c\\d"; credential-type="password"`,
  );
  expect(others).toEqual([]);
});
