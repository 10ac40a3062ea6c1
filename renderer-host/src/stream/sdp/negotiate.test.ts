import { describe, expect, test } from 'vitest';
import { negotiateVideo, type NegotiatedVideo } from './negotiate.ts';
import { parseOffer } from './offer.ts';
import { CHROMIUM_OFFER, FIREFOX_OFFER, GSTREAMER_OFFER, SAFARI_OFFER } from './testing/offers.ts';

const IDS = { ssrc: 1, rtxSsrc: 2 };

function negotiate(offer: string, profileLevelId: string): NegotiatedVideo {
  return negotiateVideo(parseOffer(offer), profileLevelId, IDS);
}

describe('choosing how video is sent', () => {
  test('takes the payload type of the very profile, with its retransmission, and names the real stream', () => {
    expect(negotiate(CHROMIUM_OFFER, '42c020')).toEqual({
      mid: '0',
      payloadType: 108,
      rtxPayloadType: 109,
      ssrc: 1,
      rtxSsrc: 2,
      transportCcId: 4,
      playoutDelayId: 5,
      midId: 9,
      profileLevelId: '42c020',
      levelAsymmetryAllowed: true,
      feedback: ['nack', 'nack pli', 'ccm fir', 'transport-cc'],
      reducedSizeRtcp: true,
    });
  });

  test.each([
    ['Constrained Baseline', CHROMIUM_OFFER, '42e01f', 108],
    ['Constrained Baseline as Main with a flag', CHROMIUM_OFFER, '4d801f', 108],
    ['Baseline', CHROMIUM_OFFER, '42001f', 102],
    ['Main', CHROMIUM_OFFER, '4d002a', 116],
    ['Constrained Baseline', FIREFOX_OFFER, '42c01f', 126],
    ['Constrained Baseline', SAFARI_OFFER, '42c01f', 98],
    ['Constrained High', SAFARI_OFFER, '640c2a', 96],
  ])('finds %s (%#)', (_profile, offer, encoder, payloadType) => {
    expect(negotiate(offer, encoder)).toMatchObject({ payloadType, profileLevelId: encoder });
  });

  test('falls back to a larger profile, which the answer keeps, with our level', () => {
    const highOnly = SAFARI_OFFER.replaceAll('42e01f', '640c1f');
    expect(negotiate(highOnly, '42c02a')).toMatchObject({ payloadType: 96, profileLevelId: '640c2a' });
  });

  test('never takes a payload type that cannot be fragmented', () => {
    const mode0 = FIREFOX_OFFER.replace('packetization-mode=1', 'packetization-mode=0');
    expect(() => negotiate(mode0, '42c01f')).toThrow(expect.objectContaining({ code: 'sdp-no-h264' }));
  });

  test('takes a format of which nothing is said where there is no other, and tells how it is sent', () => {
    expect(negotiate(GSTREAMER_OFFER, '42c01f')).toMatchObject({
      payloadType: 96,
      profileLevelId: '42001f',
      feedback: ['nack pli', 'ccm fir'],
    });
    const besides = CHROMIUM_OFFER.replace(/^a=fmtp:102 .*\r\n/m, '');
    expect(negotiate(besides, '42c01f').payloadType).toBe(108);
  });

  test('refuses where no profile offered can take the stream, and says which', () => {
    expect(() => negotiate(FIREFOX_OFFER, '64001f')).toThrow(/encoder:64001f, offered:42e01f 42e01f/);
    expect(() => negotiate(CHROMIUM_OFFER, 'ff001f')).toThrow(expect.objectContaining({ code: 'sdp-no-h264' }));
  });

  test('sends transport-wide numbers only to a viewer that reports on them', () => {
    const silent = CHROMIUM_OFFER.replaceAll(/^a=rtcp-fb:\d+ transport-cc\r\n/gm, '');
    expect(negotiate(silent, '42c01f')).toMatchObject({ transportCcId: undefined });
    const unmapped = CHROMIUM_OFFER.replace(/^a=extmap:4 .*\r\n/m, '');
    expect(negotiate(unmapped, '42c01f').transportCcId).toBeUndefined();
  });

  test('asks for estimates of the path where it gets no transport-wide feedback, and only where they are offered', () => {
    const unmapped = CHROMIUM_OFFER.replace(/^a=extmap:4 .*\r\n/m, '');
    const silent = CHROMIUM_OFFER.replaceAll(/^a=rtcp-fb:\d+ transport-cc\r\n/gm, '');
    const estimates = ['nack', 'nack pli', 'ccm fir', 'goog-remb'];
    expect(negotiate(unmapped, '42c01f').feedback).toEqual(estimates);
    expect(negotiate(silent, '42c01f').feedback).toEqual(estimates);
    const neither = silent.replaceAll(/^a=rtcp-fb:\d+ goog-remb\r\n/gm, '');
    expect(negotiate(neither, '42c01f').feedback).toEqual(['nack', 'nack pli', 'ccm fir']);
    expect(negotiate(CHROMIUM_OFFER, '42c01f').feedback).not.toContain('goog-remb');
  });

  test('does not send a mid that is too long for its extension', () => {
    const long = CHROMIUM_OFFER.replace('a=mid:0', `a=mid:${'m'.repeat(17)}`).replace(
      'BUNDLE 0',
      `BUNDLE ${'m'.repeat(17)}`,
    );
    expect(negotiate(long, '42c01f').midId).toBeUndefined();
  });
});
