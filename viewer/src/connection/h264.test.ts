import { describe, expect, it } from 'vitest';
import { preferH264 } from './h264.ts';

const vp8 = { mimeType: 'video/VP8' };
const rtx = { mimeType: 'video/rtx' };
const red = { mimeType: 'video/red' };
const high = { mimeType: 'video/H264', sdpFmtpLine: 'packetization-mode=1;profile-level-id=64001f' };
const baseline = { mimeType: 'video/H264', sdpFmtpLine: 'packetization-mode=1;profile-level-id=42e01f' };
const singleNal = { mimeType: 'video/H264', sdpFmtpLine: 'packetization-mode=0;profile-level-id=42e01f' };

describe('the offered codecs', () => {
  it('are H.264, constrained baseline in packetization mode 1 first, and rtx', () => {
    expect(preferH264([vp8, rtx, singleNal, high, red, baseline])).toEqual([baseline, high, singleNal, rtx]);
  });

  it('cannot be chosen where the browser has no H.264', () => {
    expect(() => preferH264([vp8, rtx])).toThrow(expect.objectContaining({ code: 'sdp-no-h264' }));
  });
});
