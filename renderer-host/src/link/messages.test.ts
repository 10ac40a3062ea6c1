import { check } from '@remote-view/protocol';
import { describe, expect, it } from 'vitest';
import { FromStream } from './messages.ts';

const RATE = { type: 'rate', bitrate: 1_000_000, hold: false } as const;

describe('a rate request', () => {
  it.each([
    ['a rate alone', RATE],
    ['nothing at all for now', { ...RATE, bitrate: 0, hold: true }],
    ['what the viewers would rather keep', { ...RATE, prefer: 'sharp' }],
  ])('may say %s', (_name, request) => {
    expect(check(FromStream, request)).toBe(true);
  });

  it.each([
    ['whether to hold', { type: 'rate', bitrate: 1_000_000 }],
    ['a rate', { type: 'rate', hold: false }],
    ['a rate that can be', { ...RATE, bitrate: -1 }],
    ['a rate that is a number', { ...RATE, bitrate: null }],
    ['a preference that there is', { ...RATE, prefer: 'both' }],
    ['nothing that is not known', { ...RATE, minBitrate: 5 }],
  ])('must say %s', (_name, request) => {
    expect(check(FromStream, request)).toBe(false);
  });
});
