import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { negotiateAudio, type OfferedAudio } from './audio.ts';
import { negotiateVideo } from './negotiate.ts';
import { parseOffer, type DtlsSetup } from './offer.ts';
import { rebuildOffer } from './rebuild.ts';
import { editedOffer } from './testing/edited-offers.ts';
import { CHROMIUM_OFFER, FIREFOX_OFFER, SAFARI_OFFER } from './testing/offers.ts';

function rebuild(text: string, setup: DtlsSetup = 'active', candidates: readonly string[] = []): string {
  const offer = parseOffer(text);
  const video = negotiateVideo(offer, '42c01f', { ssrc: 1, rtxSsrc: 2 });
  const audio = offer.audio === undefined ? undefined : negotiateAudio(offer.audio, 3);
  return rebuildOffer(offer, video, setup, candidates, audio);
}

function spoken(audio: OfferedAudio | undefined) {
  return audio && { mid: audio.mid, payloadType: audio.payloadType, microphoneSsrc: audio.microphoneSsrc };
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
    const text = rebuild(SAFARI_OFFER.replace('a=recvonly', 'a=inactive'));
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

  test('reads back the same whatever a viewer wrote, and holds no text of its but what has a grammar', () => {
    fc.assert(
      fc.property(editedOffer, (original) => {
        let rebuilt: string;
        try {
          rebuilt = rebuild(original);
        } catch (error) {
          expect((error as { code?: unknown }).code).toMatch(/^sdp-(?:invalid|no-h264)$/);
          return;
        }
        const { ufrag, pwd, fingerprint, data, video, audio } = parseOffer(original);
        const before = { ufrag, pwd, fingerprint, data, audio: spoken(audio), video: { mid: video.mid } };
        const after = parseOffer(rebuilt);
        expect({ ...after, audio: spoken(after.audio) }).toMatchObject(before);
        expect(rebuilt).toMatch(/^(?:[a-z]=[\x20-\x7e]+\r\n)+$/);
      }),
    );
  });

  test('does without retransmission and data where they were not offered', () => {
    const plain = CHROMIUM_OFFER.replaceAll(/^a=rtpmap:\d+ rtx.*\r\n/gm, '').split('m=application')[0]!;
    const text = rebuild(plain);
    expect(text).toContain('m=video 9 UDP/TLS/RTP/SAVPF 108\r\n');
    expect(text).not.toMatch(/rtx|m=application/);
  });
});
