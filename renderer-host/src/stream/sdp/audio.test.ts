import { describe, expect, test } from 'vitest';
import { buildAnswer, readLocalTransport } from './answer.ts';
import { negotiateAudio } from './audio.ts';
import { negotiateVideo } from './negotiate.ts';
import { parseOffer } from './offer.ts';
import { rebuildOffer } from './rebuild.ts';
import { parseSections } from './sections.ts';
import { CHROMIUM_OFFER, CHROMIUM_OFFER_WITH_SOUND, LIBDATACHANNEL_ANSWER, SAFARI_OFFER } from './testing/offers.ts';

const MICROPHONE = 3_735_928_559;

function changed(from: string, to: string): string {
  const result = CHROMIUM_OFFER_WITH_SOUND.replaceAll(from, to);
  expect(result).not.toBe(CHROMIUM_OFFER_WITH_SOUND);
  return result;
}

/** The part of the audio section, split at its m-line so that the video stays as it is. */
function changedSound(from: string | RegExp, to: string): string {
  const at = CHROMIUM_OFFER_WITH_SOUND.indexOf('m=audio');
  const sound = CHROMIUM_OFFER_WITH_SOUND.slice(at);
  const result = sound.replaceAll(typeof from === 'string' ? from : new RegExp(from, 'gm'), to);
  expect(result).not.toBe(sound);
  return CHROMIUM_OFFER_WITH_SOUND.slice(0, at) + result;
}

function soundLines(text: string): string[] {
  return text.slice(text.indexOf('m=audio')).split('\r\n');
}

function answer(text: string): string {
  const offer = parseOffer(text);
  const video = negotiateVideo(offer, '42c01f', { ssrc: 111, rtxSsrc: 222 });
  const ids = { cname: 'host', streamId: 'remote-view', trackId: 'video' };
  const audio = offer.audio && negotiateAudio(offer.audio, 333);
  return buildAnswer(offer, video, readLocalTransport(LIBDATACHANNEL_ANSWER), ids, audio);
}

describe('the sound of an offer', () => {
  test('is its Opus, with the SSRC that a microphone will have', () => {
    expect(parseOffer(CHROMIUM_OFFER_WITH_SOUND).audio).toEqual({
      mid: '2',
      payloadType: 111,
      transportCc: true,
      extensions: { transportCc: 4, mid: 9 },
      reducedSizeRtcp: true,
      microphoneSsrc: MICROPHONE,
    });
  });

  test('may be one that only listens', () => {
    expect(parseOffer(changedSound('a=sendrecv', 'a=recvonly')).audio?.microphoneSsrc).toBeUndefined();
    expect(parseOffer(SAFARI_OFFER).audio).toMatchObject({ mid: 'audio', payloadType: 111, transportCc: false });
  });

  test.each([
    ['there is none', CHROMIUM_OFFER],
    ['it only speaks', changedSound('a=sendrecv', 'a=sendonly')],
    ['it is inactive', changedSound('a=sendrecv', 'a=inactive')],
    ['it is switched off', changed('m=audio 9', 'm=audio 0')],
    ['it is not encrypted', changed('m=audio 9 UDP/TLS/RTP/SAVPF', 'm=audio 9 RTP/AVP')],
    ['it is outside the bundle', changed('BUNDLE 0 1 2', 'BUNDLE 0 1')],
    ['it holds no Opus', changed('opus/48000/2', 'opus/48000')],
    ['its Opus is not in the m-line', changed('SAVPF 111 63', 'SAVPF 63')],
    ['its Opus has a type that RTCP uses', changed('111', '72')],
    ['its RTCP is apart', changedSound('a=rtcp-mux\r\n', '')],
  ])('is nothing where %s, and there is a picture all the same', (_name, text) => {
    const offer = parseOffer(text);
    expect(offer.audio).toBeUndefined();
    expect(offer.video.mid).toBe('0');
  });

  test.each(['0', '4294967296', '-1', 'x'])('has no microphone whose SSRC is %s', (ssrc) => {
    expect(parseOffer(changed(String(MICROPHONE), ssrc)).audio?.microphoneSsrc).toBeUndefined();
  });
});

describe('negotiated sound', () => {
  const offered = parseOffer(CHROMIUM_OFFER_WITH_SOUND).audio!;

  test('has feedback where both the extension and the feedback were offered', () => {
    expect(negotiateAudio(offered, 5)).toMatchObject({ ssrc: 5, transportCcId: 4, midId: 9 });
    expect(negotiateAudio({ ...offered, transportCc: false }, 5).transportCcId).toBeUndefined();
    expect(negotiateAudio({ ...offered, mid: 'x'.repeat(17) }, 5).midId).toBeUndefined();
  });

  test('has another SSRC than the microphone', () => {
    expect(negotiateAudio(offered, MICROPHONE).ssrc).toBe(MICROPHONE + 1);
  });
});

describe('the offer for libdatachannel', () => {
  test('names what the microphone will be known by, and only Opus', () => {
    const offer = parseOffer(CHROMIUM_OFFER_WITH_SOUND);
    const video = negotiateVideo(offer, '42c01f', { ssrc: 1, rtxSsrc: 2 });
    const text = rebuildOffer(offer, video, 'active', [], negotiateAudio(offer.audio!, 3));
    expect(text).toContain('a=group:BUNDLE 0 1 2\r\n');
    expect(soundLines(text)).toEqual(expect.arrayContaining(['a=sendrecv', `a=ssrc:${MICROPHONE} cname:viewer`]));
    expect(soundLines(text)[0]).toBe('m=audio 9 UDP/TLS/RTP/SAVPF 111');
    expect(parseOffer(text).audio).toEqual(offer.audio);
  });
});

describe('the answer', () => {
  test('has the sound in a stream of its own, in stereo, without a playout delay', () => {
    const text = answer(CHROMIUM_OFFER_WITH_SOUND);
    expect(text).toContain('a=msid-semantic: WMS remote-view remote-view-sound\r\n');
    expect(soundLines(text).slice(0, 15)).toEqual([
      'm=audio 9 UDP/TLS/RTP/SAVPF 111',
      'c=IN IP4 0.0.0.0',
      'a=rtcp:9 IN IP4 0.0.0.0',
      'a=mid:2',
      'a=sendrecv',
      'a=msid:remote-view-sound sound',
      'a=rtcp-mux',
      'a=rtcp-rsize',
      'a=extmap:4 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01',
      'a=extmap:9 urn:ietf:params:rtp-hdrext:sdes:mid',
      'a=rtpmap:111 opus/48000/2',
      'a=rtcp-fb:111 transport-cc',
      'a=fmtp:111 minptime=10;useinbandfec=1;sprop-stereo=1',
      'a=ssrc:333 cname:host',
      'a=ssrc:333 msid:remote-view-sound sound',
    ]);
  });

  test('only sends to a viewer that only listens', () => {
    const audio = parseSections(answer(SAFARI_OFFER)).media.find(({ kind }) => kind === 'audio')!;
    expect(audio.attributes.has('sendonly')).toBe(true);
    expect(audio.attributes.has('playout-delay')).toBe(false);
  });

  test('is to a player without sound what it was before there was any', () => {
    expect(answer(CHROMIUM_OFFER)).not.toMatch(/audio|sound|opus/);
  });
});
