import { expect, test } from 'vitest';
import { offerStereo } from './stereo.ts';

const CHROMIUM =
  'm=audio 9 X 111\r\na=rtpmap:111 opus/48000/2\r\na=fmtp:111 minptime=10;useinbandfec=1\r\na=rtpmap:9 G722/8000\r\n';

test('the Opus of an offer gets stereo, and nothing else of it changes', () => {
  expect(offerStereo(CHROMIUM)).toBe(CHROMIUM.replace('useinbandfec=1', 'useinbandfec=1;stereo=1'));
});

test.each([
  ['says so already', CHROMIUM.replace('minptime', 'stereo=1;minptime')],
  ['has no Opus', CHROMIUM.replace('opus', 'pcmu')],
  ['has no parameters', CHROMIUM.replace('fmtp:111', 'fmtp:9')],
  ['has no sound', 'm=video 9 X 96\r\n'],
])('an offer that %s stays as it is', (_name, offer) => {
  expect(offerStereo(offer)).toBe(offer);
});
