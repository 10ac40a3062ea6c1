import { describe, expect, test } from 'vitest';
import { buildAnswer, readLocalTransport } from './answer.ts';
import { negotiateVideo } from './negotiate.ts';
import { parseOffer } from './offer.ts';
import { parseSections } from './sections.ts';
import { CHROMIUM_OFFER, FIREFOX_OFFER, LIBDATACHANNEL_ANSWER, SAFARI_OFFER } from './testing/offers.ts';

const LOCAL = readLocalTransport(LIBDATACHANNEL_ANSWER);

function answer(text: string, local = LOCAL): string {
  const offer = parseOffer(text);
  const video = negotiateVideo(offer, '42c01f', { ssrc: 111, rtxSsrc: 222 });
  return buildAnswer(offer, video, local, { cname: 'host', streamId: 'remote-view', trackId: 'video' });
}

describe("libdatachannel's answer", () => {
  test('gives the transport', () => {
    expect(LOCAL).toMatchObject({
      ufrag: '/+Kd',
      pwd: 'DyVYwxSgbHsHVZ4vcs/BE6',
      setup: 'passive',
      candidates: ['candidate:1 1 UDP 2114977791 127.0.0.1 38202 typ host'],
      complete: true,
      maxMessageSize: 262_144,
    });
    expect(LOCAL.fingerprint).toMatch(/^A0:.*:BF$/);
  });

  test('without one of its parts is an internal error', () => {
    for (const line of ['ice-ufrag', 'ice-pwd', 'fingerprint', 'setup']) {
      const text = LIBDATACHANNEL_ANSWER.replaceAll(new RegExp(`^a=${line}:.*\r\n`, 'gm'), '');
      expect(() => readLocalTransport(text)).toThrow(expect.objectContaining({ code: 'internal' }));
    }
  });
});

describe('the answer for the viewer', () => {
  test('has a bundle where the offer has one', () => {
    expect(answer(CHROMIUM_OFFER)).toContain('a=group:BUNDLE 0 1\r\n');
    const alone = answer(CHROMIUM_OFFER.replace(/^a=group:BUNDLE .*\r\n/m, ''));
    expect(alone).not.toContain('BUNDLE');
    expect(alone).toMatch(/^m=application 0 /m);
  });

  test('to Chromium is complete', () => {
    expect(answer(CHROMIUM_OFFER).split('\r\n')).toEqual([
      'v=0',
      'o=- 1 1 IN IP4 127.0.0.1',
      's=-',
      't=0 0',
      'a=group:BUNDLE 0 1',
      'a=msid-semantic: WMS remote-view',
      'm=video 9 UDP/TLS/RTP/SAVPF 108 109',
      'c=IN IP4 0.0.0.0',
      'a=rtcp:9 IN IP4 0.0.0.0',
      'a=mid:0',
      'a=sendonly',
      'a=msid:remote-view video',
      'a=rtcp-mux',
      'a=rtcp-rsize',
      'a=extmap:4 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01',
      'a=extmap:5 http://www.webrtc.org/experiments/rtp-hdrext/playout-delay',
      'a=extmap:9 urn:ietf:params:rtp-hdrext:sdes:mid',
      'a=rtpmap:108 H264/90000',
      'a=rtcp-fb:108 nack',
      'a=rtcp-fb:108 nack pli',
      'a=rtcp-fb:108 ccm fir',
      'a=rtcp-fb:108 transport-cc',
      'a=fmtp:108 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42c01f',
      'a=rtpmap:109 rtx/90000',
      'a=fmtp:109 apt=108',
      'a=ssrc-group:FID 111 222',
      'a=ssrc:111 cname:host',
      'a=ssrc:111 msid:remote-view video',
      'a=ssrc:222 cname:host',
      'a=ssrc:222 msid:remote-view video',
      'a=ice-ufrag:/+Kd',
      'a=ice-pwd:DyVYwxSgbHsHVZ4vcs/BE6',
      `a=fingerprint:sha-256 ${LOCAL.fingerprint}`,
      'a=setup:passive',
      'a=candidate:1 1 UDP 2114977791 127.0.0.1 38202 typ host',
      'a=end-of-candidates',
      'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
      'c=IN IP4 0.0.0.0',
      'a=mid:1',
      'a=sctp-port:5000',
      'a=max-message-size:262144',
      'a=ice-ufrag:/+Kd',
      'a=ice-pwd:DyVYwxSgbHsHVZ4vcs/BE6',
      `a=fingerprint:sha-256 ${LOCAL.fingerprint}`,
      'a=setup:passive',
      '',
    ]);
  });

  test.each([
    ['Firefox', FIREFOX_OFFER],
    ['Safari', SAFARI_OFFER],
  ])('to %s has its m-lines in the order of the offer', (_name, offer) => {
    const offered = parseSections(offer).media;
    const answered = parseSections(answer(offer)).media;
    expect(answered.map(({ kind, protocol }) => [kind, protocol])).toEqual(
      offered.map(({ kind, protocol }) => [kind, protocol]),
    );
    expect(answered.map(({ attributes }) => attributes.all('mid'))).toEqual(
      offered.map(({ attributes }) => attributes.all('mid')),
    );
  });

  test('rejects m-lines of no use with port 0, outside the bundle, and puts candidates into the first accepted one', () => {
    const text = answer(SAFARI_OFFER);
    expect(text).toContain('a=group:BUNDLE data video\r\n');
    const [data, audio, video] = parseSections(text).media;
    expect(audio).toMatchObject({ port: 0, formats: ['111'] });
    expect(audio!.attributes.has('inactive')).toBe(true);
    expect(data!.attributes.all('candidate')).toHaveLength(1);
    expect(video!.attributes.all('candidate')).toHaveLength(0);
    expect(answer(SAFARI_OFFER.replace('a=mid:audio\r\n', ''))).toMatch(/^m=audio 0/m);
  });

  test('asks a viewer without transport-wide feedback for its estimates instead', () => {
    const text = answer(CHROMIUM_OFFER.replaceAll(/^a=rtcp-fb:\d+ transport-cc\r\n/gm, ''));
    expect(text).toContain('a=rtcp-fb:108 goog-remb\r\n');
    expect(text).not.toMatch(/transport-cc|transport-wide/);
  });

  test('names one stream only where there is no retransmission', () => {
    const text = answer(CHROMIUM_OFFER.replaceAll(/^a=rtpmap:\d+ rtx.*\r\n/gm, ''));
    expect(text).toContain('m=video 9 UDP/TLS/RTP/SAVPF 108\r\n');
    expect(text).not.toMatch(/FID|222|rtx/);
  });

  test('says whether more candidates follow', () => {
    expect(answer(CHROMIUM_OFFER, { ...LOCAL, complete: false })).not.toContain('end-of-candidates');
  });
});
