import { RemoteViewError } from '@remote-view/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseOffer } from './offer.ts';
import { editedOffer } from './testing/edited-offers.ts';
import { CHROMIUM_OFFER, FIREFOX_OFFER, GSTREAMER_OFFER, SAFARI_OFFER } from './testing/offers.ts';

const FEEDBACK = ['nack', 'nack pli', 'ccm fir', 'transport-cc', 'goog-remb'];

/** The offer with each occurrence of a line or part replaced; the part must be there. */
function changed(offer: string, from: string | RegExp, to: string): string {
  const result = offer.replaceAll(typeof from === 'string' ? from : new RegExp(from, 'gm'), to);
  expect(result).not.toBe(offer);
  return result;
}

function without(offer: string, line: RegExp): string {
  return changed(offer, new RegExp(`^${line.source}.*\\r\\n`), '');
}

describe('an offer', () => {
  test('of Chromium is read', () => {
    const offer = parseOffer(CHROMIUM_OFFER);
    expect(offer).toMatchObject({ ufrag: 'OEc8', pwd: '5Rnqc/BY2Jmiy/TwbqM2pABe', setup: 'actpass' });
    expect(offer.fingerprint).toMatch(/^A0:A1:A2:.*:BF$/);
    const common = { levelAsymmetryAllowed: true, feedback: FEEDBACK };
    expect(offer.video).toEqual({
      mid: '0',
      h264: [
        { payloadType: 102, profileLevelId: '42001f', packetizationMode: 1, rtxPayloadType: 103, ...common },
        { payloadType: 108, profileLevelId: '42e01f', packetizationMode: 1, rtxPayloadType: 109, ...common },
        { payloadType: 114, profileLevelId: '42e01f', packetizationMode: 0, rtxPayloadType: 115, ...common },
        { payloadType: 116, profileLevelId: '4d001f', packetizationMode: 1, rtxPayloadType: 117, ...common },
      ],
      extensions: { transportCc: 4, playoutDelay: 5, mid: 9, absCaptureTime: 12 },
      reducedSizeRtcp: true,
    });
    expect(offer.data).toEqual({ mid: '1', sctpPort: 5_000, maxMessageSize: 262_144 });
    expect(offer.sections.map(({ use }) => use)).toEqual(['video', 'data']);
  });

  test('of Firefox is read: session-level fingerprint, an extension for one direction, no retransmission for one type', () => {
    const offer = parseOffer(FIREFOX_OFFER);
    expect(offer.fingerprint).toMatch(/^A0:/);
    expect(offer.video.extensions).toEqual({ transportCc: 7, playoutDelay: 6, mid: 3 });
    expect(offer.video.h264.map((one) => [one.payloadType, one.packetizationMode, one.rtxPayloadType])).toEqual([
      [126, 1, 127],
      [97, 0, undefined],
    ]);
    expect(offer.data?.maxMessageSize).toBe(1_073_741_823);
  });

  test('of Safari is read in its own order of m-lines', () => {
    const offer = parseOffer(SAFARI_OFFER);
    expect(offer.video.mid).toBe('video');
    expect(offer.sections).toEqual([
      { kind: 'application', protocol: 'UDP/DTLS/SCTP', format: 'webrtc-datachannel', mid: 'data', use: 'data' },
      { kind: 'audio', protocol: 'UDP/TLS/RTP/SAVPF', format: '111', mid: 'audio', use: 'audio' },
      { kind: 'video', protocol: 'UDP/TLS/RTP/SAVPF', format: '96', mid: 'video', use: 'video' },
    ]);
  });

  test('may end its lines in LF alone', () => {
    expect(parseOffer(CHROMIUM_OFFER.replaceAll('\r\n', '\n'))).toEqual(parseOffer(CHROMIUM_OFFER));
  });

  test('may want video alone, or have data outside the bundle, which is rejected then', () => {
    const alone = CHROMIUM_OFFER.slice(0, CHROMIUM_OFFER.indexOf('m=application'));
    expect(parseOffer(changed(alone, 'BUNDLE 0 1', 'BUNDLE 0')).data).toBeUndefined();
    expect(parseOffer(without(alone, /a=group/)).data).toBeUndefined();
    const apart = parseOffer(changed(CHROMIUM_OFFER, 'BUNDLE 0 1', 'BUNDLE 0'));
    expect(apart.data).toBeUndefined();
    expect(apart.sections[1]).toMatchObject({ use: 'rejected' });
  });

  test('may leave the transport of a bundle-only section to the first of its bundle', () => {
    const [head, data, audio, video] = SAFARI_OFFER.split(/(?=^m=)/m);
    const bare = video!
      .replace('m=video 9', 'm=video 0')
      .replaceAll(/^a=(?:ice-ufrag|ice-pwd|fingerprint|setup).*\r\n/gm, '');
    const bundleOnly = `${head}${data}${audio}${bare}a=bundle-only\r\n`;
    expect(parseOffer(bundleOnly)).toMatchObject({ ufrag: 'SaFa', video: { mid: 'video' } });
    expect(() => parseOffer(`${head}${data}${audio}${bare}`)).toThrow(/no H\.264/);
  });

  test('of GStreamer is read: video and sound, no data channels, and nothing said of the format', () => {
    const offer = parseOffer(GSTREAMER_OFFER);
    expect(offer.sections.map(({ use }) => use)).toEqual(['video', 'audio']);
    expect(offer).toMatchObject({ data: undefined, audio: { payloadType: 97, microphoneSsrc: undefined } });
    expect(offer.candidates).toEqual([{ address: '192.0.2.7', port: 37_564 }]);
    expect(offer.video.h264).toMatchObject([{ profileLevelId: '420010', packetizationMode: undefined }]);
  });

  test('gets defaults where it says nothing of profile, mode, SCTP port and size', () => {
    const bare = [/a=fmtp:108/, /a=sctp-port/, /a=max-message-size/].reduce(without, CHROMIUM_OFFER);
    const offer = parseOffer(bare);
    expect(offer.video.h264[1]).toMatchObject({
      profileLevelId: '420010',
      packetizationMode: undefined,
      levelAsymmetryAllowed: false,
    });
    expect(offer.data).toMatchObject({ sctpPort: 5_000, maxMessageSize: 65_536 });
  });

  test('may give feedback for all payload types at once', () => {
    const starred = changed(CHROMIUM_OFFER, 'a=rtcp-fb:102 nack pli', 'a=rtcp-fb:* nack pli');
    expect(parseOffer(starred).video.h264[0]!.feedback).toContain('nack pli');
  });
});

describe('an offer is refused', () => {
  test.each([
    ['without H.264', without(CHROMIUM_OFFER, /a=rtpmap:\d+ H264/)],
    ['that only sends', changed(CHROMIUM_OFFER, 'a=recvonly', 'a=sendonly')],
    ['that is inactive as a whole', changed(without(CHROMIUM_OFFER, /a=recvonly/), 't=0 0', 't=0 0\r\na=inactive')],
    ['whose video is switched off', changed(CHROMIUM_OFFER, 'm=video 9', 'm=video 0')],
    ['without video', changed(CHROMIUM_OFFER, 'm=video', 'm=audio')],
    ['whose video is not encrypted', changed(CHROMIUM_OFFER, 'UDP/TLS/RTP/SAVPF', 'RTP/AVP')],
    [
      'whose H.264 has a type that RTCP uses',
      changed(CHROMIUM_OFFER, /(rtpmap:|fmtp:|rtcp-fb:| )1(02|08|14|16)\b/, '$172'),
    ],
  ])('as one %s', (_name, text) => {
    expect(() => parseOffer(text)).toThrow(expect.objectContaining({ code: 'sdp-no-h264' }));
  });

  test.each([
    ['an empty text', '', /line 1/],
    ['no SDP', 'hello', /line 1/],
    ['a control character', changed(CHROMIUM_OFFER, 's=-', 's=\u0000'), /line 3/],
    ['a lone carriage return', changed(CHROMIUM_OFFER, 's=-', 's=-\ra=setup:passive'), /line 3/],
    ['an empty line inside', changed(CHROMIUM_OFFER, 's=-\r\n', 's=-\r\n\r\n'), /line 4/],
    ['a wrong m-line', changed(CHROMIUM_OFFER, 'm=video 9', 'm=video x'), /m-line in line 8/],
    ['a port too large', changed(CHROMIUM_OFFER, 'm=video 9', 'm=video 70000'), /port in line 8/],
    ['a short ufrag', changed(CHROMIUM_OFFER, 'OEc8', 'abc'), /'a=ice-ufrag' of m-line 1 \(video\)/],
    ['a ufrag with a space', changed(CHROMIUM_OFFER, 'OEc8', 'OE c8'), /ice-ufrag/],
    ['a short password', changed(CHROMIUM_OFFER, '5Rnqc/BY2Jmiy/TwbqM2pABe', 'short'), /ice-pwd/],
    ['no ufrag', without(CHROMIUM_OFFER, /a=ice-ufrag/), /'a=ice-ufrag' is missing/],
    ['no fingerprint', without(CHROMIUM_OFFER, /a=fingerprint/), /'a=fingerprint' is missing/],
    ['a weak fingerprint', changed(CHROMIUM_OFFER, 'sha-256', 'sha-1'), /no SHA-256/],
    ['a cut fingerprint', changed(CHROMIUM_OFFER, ':BF', ''), /no SHA-256/],
    ['an unknown setup', changed(CHROMIUM_OFFER, 'setup:actpass', 'setup:holdconn'), /'a=setup'/],
    ['a wrong mid', changed(CHROMIUM_OFFER, 'a=mid:0', 'a=mid:0 1'), /'a=mid'/],
    ['two equal mids', changed(CHROMIUM_OFFER, 'a=mid:1', 'a=mid:0'), /same 'a=mid'/],
    ['separate RTCP', without(CHROMIUM_OFFER, /a=rtcp-mux/), /rtcp-mux/],
    ['a wrong SCTP port', changed(CHROMIUM_OFFER, 'sctp-port:5000', 'sctp-port:0'), /sctp-port/],
    ['a wrong message size', changed(CHROMIUM_OFFER, 'max-message-size:262144', 'max-message-size:-1'), /max-message/],
    ['too many characters', CHROMIUM_OFFER + 'a=x\r\n'.repeat(7_000), /longer than/],
    ['too many lines', CHROMIUM_OFFER + 'a=\r\n'.repeat(1_000), /more than 1000 lines/],
    ['a line too long', `${CHROMIUM_OFFER}a=${'x'.repeat(5_000)}`, /too long/],
    ['too many m-lines', CHROMIUM_OFFER + 'm=audio 9 X 1\r\n'.repeat(20), /more than 16 m-lines/],
  ])('for %s', (_name, text, where) => {
    expect(() => parseOffer(text)).toThrow(expect.objectContaining({ code: 'sdp-invalid' }));
    expect(() => parseOffer(text)).toThrow(where);
  });
});

describe('what is dropped without a word', () => {
  test('are formats and extensions of a wrong form', () => {
    const odd = [
      ['profile-level-id=42001f', 'profile-level-id=xyz'],
      ['a=extmap:4 ', 'a=extmap:15 '],
      ['a=extmap:5 ', 'a=extmap:5/sendonly '],
      ['a=extmap:9 ', 'a=extmap:12 '],
    ].reduce((text, [from, to]) => changed(text, from!, to!), CHROMIUM_OFFER);
    const { video } = parseOffer(odd);
    expect(video.h264.map(({ payloadType }) => payloadType)).toEqual([108, 114, 116]);
    expect(video.extensions).toEqual({ mid: 12 });
  });

  test('are payload types that the m-line does not list', () => {
    const unlisted = changed(CHROMIUM_OFFER, ' 102 103 108 109 ', ' 102 109 ');
    const { h264 } = parseOffer(unlisted).video;
    expect(h264.map((one) => [one.payloadType, one.rtxPayloadType])).toEqual([
      [102, undefined],
      [114, 115],
      [116, 117],
    ]);
  });
});

test('no change of an offer ends in anything but an offer or a coded error', () => {
  fc.assert(
    fc.property(editedOffer, (text) => {
      try {
        parseOffer(text);
      } catch (error) {
        expect(error).toBeInstanceOf(RemoteViewError);
        expect(['sdp-invalid', 'sdp-no-h264']).toContain((error as RemoteViewError).code);
      }
    }),
  );
});
