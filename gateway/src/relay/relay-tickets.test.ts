import { expect, test } from 'vitest';
import { check, mediaRelay, PROTOCOL_VERSION } from '@remote-view/protocol';
import { gatewayOf, newTickets } from './relay-tickets.ts';

test('tickets say whose they are, and are what an end may attach with', () => {
  const tickets = newTickets('aB3-_dEf9hIj');
  expect(tickets.viewer).not.toBe(tickets.host);
  for (const ticket of [tickets.viewer, tickets.host]) {
    expect(gatewayOf(ticket)).toBe('aB3-_dEf9hIj');
    expect(check(mediaRelay.Attach, { type: 'attach', version: PROTOCOL_VERSION, ticket })).toBe(true);
  }
});

test.each(['no-dot-in-it', '.nobody', 'nothing.', 'two.dots.here', 'a+b.not-ours', `${'x'.repeat(65)}.too-long`])(
  'no gateway made %s',
  (ticket) => {
    expect(gatewayOf(ticket)).toBeUndefined();
  },
);
