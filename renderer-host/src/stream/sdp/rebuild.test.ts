import { describe, expect, test } from 'vitest';
import { negotiateVideo } from './negotiate.ts';
import { parseOffer, type DtlsSetup } from './offer.ts';
import { rebuildOffer } from './rebuild.ts';
import { CHROMIUM_OFFER, FIREFOX_OFFER, SAFARI_OFFER } from './testing/offers.ts';

function rebuild(text: string, setup: DtlsSetup = 'active', candidates: readonly string[] = []): string {
  const offer = parseOffer(text);
  return rebuildOffer(offer, negotiateVideo(offer, '42c01f', { ssrc: 1, rtxSsrc: 2 }), setup, candidates);
}

describe('the rebuilt offer', () => {
  test('holds the candidates that the host may check, in every section', () => {
    const rebuilt = rebuild(CHROMIUM_OFFER, 'active', ['1 1 udp 2130706431 203.0.113.7 61000 typ host']);
    const lines = rebuilt.split('\r\n').filter((line) => line.startsWith('a=candidate:1 1 udp'));
    expect(lines).toHaveLength(2);
  });

  test('holds one payload type and its retransmission, and no candidate that nobody checked', () => {
    const lines = rebuild(CHROMIUM_OFFER).split('\r\n');
    expect(lines).toContain('m=video 9 UDP/TLS/RTP/SAVPF 108 109');
    expect(lines).toContain('a=fmtp:109 apt=108');
    expect(lines.filter((line) => line.startsWith('a=rtpmap'))).toHaveLength(2);
    expect(lines.filter((line) => line.startsWith('a=candidate'))).toEqual([]);
    expect(lines.filter((line) => line.startsWith('a=extmap'))).toHaveLength(3);
  });

  test('says of DTLS what it is told', () => {
    expect(rebuild(CHROMIUM_OFFER, 'active').match(/^a=setup:active$/gm)).toHaveLength(2);
    expect(rebuild(CHROMIUM_OFFER, 'passive').match(/^a=setup:passive$/gm)).toHaveLength(2);
  });

  test('leaves rejected m-lines out, of the bundle too, and keeps the order', () => {
    const text = rebuild(SAFARI_OFFER);
    expect(text).toContain('a=group:BUNDLE data video\r\n');
    expect(text.match(/^m=\w+/gm)).toEqual(['m=application', 'm=video']);
  });

  test('is an offer that reads back the same', () => {
    for (const original of [CHROMIUM_OFFER, FIREFOX_OFFER, SAFARI_OFFER]) {
      const before = parseOffer(original);
      const after = parseOffer(rebuild(original, 'active'));
      const { ufrag, pwd, fingerprint, data } = before;
      expect(after).toMatchObject({ ufrag, pwd, fingerprint, data, setup: 'active', video: { mid: before.video.mid } });
    }
  });

  test('does without retransmission and data where they were not offered', () => {
    const plain = CHROMIUM_OFFER.replaceAll(/^a=rtpmap:\d+ rtx.*\r\n/gm, '').split('m=application')[0]!;
    const text = rebuild(plain);
    expect(text).toContain('m=video 9 UDP/TLS/RTP/SAVPF 108\r\n');
    expect(text).not.toMatch(/rtx|m=application/);
  });
});
