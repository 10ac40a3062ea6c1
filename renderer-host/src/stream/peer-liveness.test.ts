import { describe, expect, it } from 'vitest';
import { PeerLiveness } from './peer-liveness.ts';

describe('a peer', () => {
  it('is given up where no transport comes', () => {
    const peer = new PeerLiveness(1_000);
    expect(peer.lost(16_000, false)).toBeUndefined();
    expect(peer.lost(16_001, false)).toMatchObject({ code: 'connect-timeout' });
  });

  it('is given up once it falls silent', () => {
    const peer = new PeerLiveness(0);
    peer.heard(20_000);
    expect(peer.lost(25_000, true)).toBeUndefined();
    expect(peer.lost(25_001, true)).toMatchObject({ code: 'peer-failed' });
    peer.heard(25_002);
    expect(peer.lost(26_000, true)).toBeUndefined();
  });

  it('is asked for a sign of life before that', () => {
    const peer = new PeerLiveness(0);
    expect(peer.isQuiet(9_000)).toBe(false);
    peer.heard(10_000);
    expect([peer.isQuiet(11_000), peer.isQuiet(11_001)]).toEqual([false, true]);
  });

  it('need not say anything where it never has', () => {
    expect(new PeerLiveness(0).lost(3_600_000, true)).toBeUndefined();
  });
});
