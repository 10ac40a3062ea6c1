/**
 * Offers as browsers write them, shortened to one payload type of each kind; addresses, names and keys are made up.
 * One video to receive and one data-channel association each.
 */

const FINGERPRINT = Array.from({ length: 32 }, (_, index) => (index + 0xa0).toString(16).toUpperCase()).join(':');

function text(lines: string): string {
  return `${lines
    .trim()
    .split('\n')
    .map((line) => line.trim())
    .join('\r\n')}\r\n`;
}

/** Chromium 156, `bundlePolicy: 'max-bundle'`. */
export const CHROMIUM_OFFER = text(`
  v=0
  o=- 9187867918232539989 2 IN IP4 127.0.0.1
  s=-
  t=0 0
  a=group:BUNDLE 0 1
  a=extmap-allow-mixed
  a=msid-semantic: WMS
  m=video 9 UDP/TLS/RTP/SAVPF 96 97 102 103 108 109 114 115 116 117 118 49
  c=IN IP4 0.0.0.0
  a=rtcp:9 IN IP4 0.0.0.0
  a=candidate:1 1 udp 2113937151 7d2c1e3a-0000-4000-8000-000000000000.local 50000 typ host generation 0 network-cost 999
  a=ice-ufrag:OEc8
  a=ice-pwd:5Rnqc/BY2Jmiy/TwbqM2pABe
  a=ice-options:trickle
  a=fingerprint:sha-256 ${FINGERPRINT}
  a=setup:actpass
  a=mid:0
  a=extmap:1 urn:ietf:params:rtp-hdrext:toffset
  a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time
  a=extmap:4 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01
  a=extmap:5 http://www.webrtc.org/experiments/rtp-hdrext/playout-delay
  a=extmap:7 http://www.webrtc.org/experiments/rtp-hdrext/video-timing
  a=extmap:9 urn:ietf:params:rtp-hdrext:sdes:mid
  a=extmap:12 http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time
  a=recvonly
  a=rtcp-mux
  a=rtcp-rsize
  a=rtcp-xr:rcvr-rtt=all
  a=rtpmap:96 VP8/90000
  a=rtcp-fb:96 nack
  a=rtpmap:97 rtx/90000
  a=fmtp:97 apt=96
  ${chromiumH264(102, 1, '42001f')}
  a=rtpmap:103 rtx/90000
  a=fmtp:103 apt=102
  ${chromiumH264(108, 1, '42e01f')}
  a=rtpmap:109 rtx/90000
  a=fmtp:109 apt=108
  ${chromiumH264(114, 0, '42e01f')}
  a=rtpmap:115 rtx/90000
  a=fmtp:115 apt=114
  ${chromiumH264(116, 1, '4d001f')}
  a=rtpmap:117 rtx/90000
  a=fmtp:117 apt=116
  a=rtpmap:118 red/90000
  a=rtpmap:49 flexfec-03/90000
  a=fmtp:49 repair-window=10000000
  m=application 9 UDP/DTLS/SCTP webrtc-datachannel
  c=IN IP4 0.0.0.0
  a=ice-ufrag:OEc8
  a=ice-pwd:5Rnqc/BY2Jmiy/TwbqM2pABe
  a=ice-options:trickle
  a=fingerprint:sha-256 ${FINGERPRINT}
  a=setup:actpass
  a=mid:1
  a=sctp-port:5000
  a=max-message-size:262144
`);

/** The same, with sound: it listens, and may speak without another offer. */
export const CHROMIUM_OFFER_WITH_SOUND = `${CHROMIUM_OFFER.replace('BUNDLE 0 1', 'BUNDLE 0 1 2')}${text(`
  m=audio 9 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126
  c=IN IP4 0.0.0.0
  a=rtcp:9 IN IP4 0.0.0.0
  a=ice-ufrag:OEc8
  a=ice-pwd:5Rnqc/BY2Jmiy/TwbqM2pABe
  a=ice-options:trickle
  a=fingerprint:sha-256 ${FINGERPRINT}
  a=setup:actpass
  a=mid:2
  a=extmap:14 urn:ietf:params:rtp-hdrext:ssrc-audio-level
  a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time
  a=extmap:4 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01
  a=extmap:9 urn:ietf:params:rtp-hdrext:sdes:mid
  a=sendrecv
  a=msid:- 4b0e3a52-0000-4000-8000-000000000000
  a=rtcp-mux
  a=rtcp-rsize
  a=rtpmap:111 opus/48000/2
  a=rtcp-fb:111 transport-cc
  a=fmtp:111 minptime=10;useinbandfec=1;stereo=1
  a=rtpmap:63 red/48000/2
  a=fmtp:63 111/111
  a=rtpmap:9 G722/8000
  a=rtpmap:13 CN/8000
  a=rtpmap:110 telephone-event/48000
  a=ssrc:3735928559 cname:9yHa1bcdEFgh
  a=ssrc:3735928559 msid:- 4b0e3a52-0000-4000-8000-000000000000
`)}`;

/** Firefox: fingerprint in the session part, attributes in alphabetical order, no retransmission of packetization-mode 0. */
export const FIREFOX_OFFER = text(`
  v=0
  o=mozilla...THIS_IS_SDPARTA-99.0 4217355873265465512 0 IN IP4 0.0.0.0
  s=-
  t=0 0
  a=fingerprint:sha-256 ${FINGERPRINT}
  a=group:BUNDLE 0 1
  a=ice-options:trickle
  a=msid-semantic:WMS *
  m=video 9 UDP/TLS/RTP/SAVPF 120 124 126 127 97
  c=IN IP4 0.0.0.0
  a=recvonly
  a=extmap:3 urn:ietf:params:rtp-hdrext:sdes:mid
  a=extmap:4 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time
  a=extmap:6/recvonly http://www.webrtc.org/experiments/rtp-hdrext/playout-delay
  a=extmap:7 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01
  a=fmtp:126 profile-level-id=42e01f;level-asymmetry-allowed=1;packetization-mode=1
  a=fmtp:97 profile-level-id=42e01f;level-asymmetry-allowed=1
  a=fmtp:120 max-fs=12288;max-fr=60
  a=fmtp:124 apt=120
  a=fmtp:127 apt=126
  a=ice-pwd:0123456789abcdef0123456789abcdef
  a=ice-ufrag:0f1e2d3c
  a=mid:0
  a=rtcp-fb:126 nack
  a=rtcp-fb:126 nack pli
  a=rtcp-fb:126 ccm fir
  a=rtcp-fb:126 goog-remb
  a=rtcp-fb:126 transport-cc
  a=rtcp-mux
  a=rtcp-rsize
  a=rtpmap:120 VP8/90000
  a=rtpmap:124 rtx/90000
  a=rtpmap:126 H264/90000
  a=rtpmap:127 rtx/90000
  a=rtpmap:97 H264/90000
  a=setup:actpass
  a=ssrc:2655508255 cname:{00000000-0000-4000-8000-000000000000}
  m=application 9 UDP/DTLS/SCTP webrtc-datachannel
  c=IN IP4 0.0.0.0
  a=sendrecv
  a=ice-pwd:0123456789abcdef0123456789abcdef
  a=ice-ufrag:0f1e2d3c
  a=mid:1
  a=setup:actpass
  a=sctp-port:5000
  a=max-message-size:1073741823
`);

/** Safari: High profile first; here with the data channel made first and a viewer that only listens. */
export const SAFARI_OFFER = text(`
  v=0
  o=- 5552041128226127446 2 IN IP4 127.0.0.1
  s=-
  t=0 0
  a=group:BUNDLE data audio video
  a=msid-semantic: WMS
  m=application 9 UDP/DTLS/SCTP webrtc-datachannel
  c=IN IP4 0.0.0.0
  a=ice-ufrag:SaFa
  a=ice-pwd:abcdefghijklmnopqrstuvwx
  a=fingerprint:sha-256 ${FINGERPRINT}
  a=setup:actpass
  a=mid:data
  a=sctp-port:5000
  a=max-message-size:65536
  m=audio 9 UDP/TLS/RTP/SAVPF 111 9
  c=IN IP4 0.0.0.0
  a=ice-ufrag:SaFa
  a=ice-pwd:abcdefghijklmnopqrstuvwx
  a=fingerprint:sha-256 ${FINGERPRINT}
  a=setup:actpass
  a=mid:audio
  a=recvonly
  a=rtcp-mux
  a=rtpmap:111 opus/48000/2
  a=rtpmap:9 G722/8000
  m=video 9 UDP/TLS/RTP/SAVPF 96 97 98 99
  c=IN IP4 0.0.0.0
  a=ice-ufrag:SaFa
  a=ice-pwd:abcdefghijklmnopqrstuvwx
  a=fingerprint:sha-256 ${FINGERPRINT}
  a=setup:actpass
  a=mid:video
  a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01
  a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid
  a=extmap:12 http://www.webrtc.org/experiments/rtp-hdrext/playout-delay
  a=sendrecv
  a=rtcp-mux
  a=rtcp-rsize
  ${chromiumH264(96, 1, '640c1f')}
  a=rtpmap:97 rtx/90000
  a=fmtp:97 apt=96
  ${chromiumH264(98, 1, '42e01f')}
  a=rtpmap:99 rtx/90000
  a=fmtp:99 apt=98
`);

/** libdatachannel 0.24.5 with `bindAddress: '127.0.0.1'`, answering a rebuilt offer. */
export const LIBDATACHANNEL_ANSWER = text(`
  v=0
  o=rtc 442326161 0 IN IP4 127.0.0.1
  s=-
  t=0 0
  a=group:BUNDLE 0 1
  a=group:LS 0
  a=msid-semantic:WMS *
  a=ice-options:ice2,trickle
  a=fingerprint:sha-256 ${FINGERPRINT}
  m=video 38202 UDP/TLS/RTP/SAVPF 108 109
  c=IN IP4 127.0.0.1
  a=mid:0
  a=sendonly
  a=rtcp-mux
  a=rtpmap:108 H264/90000
  a=rtcp-fb:108 goog-remb
  a=setup:passive
  a=ice-ufrag:/+Kd
  a=ice-pwd:DyVYwxSgbHsHVZ4vcs/BE6
  a=candidate:1 1 UDP 2114977791 127.0.0.1 38202 typ host
  a=end-of-candidates
  m=application 38202 UDP/DTLS/SCTP webrtc-datachannel
  c=IN IP4 127.0.0.1
  a=mid:1
  a=sendrecv
  a=sctp-port:5000
  a=max-message-size:262144
  a=setup:passive
  a=ice-ufrag:/+Kd
  a=ice-pwd:DyVYwxSgbHsHVZ4vcs/BE6
`);

/** webrtcbin of GStreamer 1.22 with plain caps, bundled: nothing is said of the format, and there are no data channels. */
export const GSTREAMER_OFFER = text(`
  v=0
  o=- 1561009023133805353 0 IN IP4 0.0.0.0
  s=-
  t=0 0
  a=ice-options:trickle
  a=group:BUNDLE video0 audio1
  m=video 9 UDP/TLS/RTP/SAVPF 96
  c=IN IP4 0.0.0.0
  a=setup:actpass
  a=ice-ufrag:KFs7byiRCu1bDmxX4EuL+ARXPMlJVTsB
  a=ice-pwd:0tQG8a8vKLdoj3fH45EuFyhkOFP1AdJE
  a=rtcp-mux
  a=rtcp-rsize
  a=recvonly
  a=rtpmap:96 H264/90000
  a=rtcp-fb:96 nack pli
  a=rtcp-fb:96 ccm fir
  a=rtcp-fb:96 transport-cc
  a=mid:video0
  a=fingerprint:sha-256 ${FINGERPRINT}
  a=rtcp-mux-only
  a=candidate:1 1 UDP 2015364095 192.0.2.7 37564 typ host
  a=candidate:2 1 TCP 1015022591 192.0.2.7 9 typ host tcptype active
  m=audio 0 UDP/TLS/RTP/SAVPF 97
  c=IN IP4 0.0.0.0
  a=setup:actpass
  a=ice-ufrag:KFs7byiRCu1bDmxX4EuL+ARXPMlJVTsB
  a=ice-pwd:0tQG8a8vKLdoj3fH45EuFyhkOFP1AdJE
  a=bundle-only
  a=rtcp-mux
  a=rtcp-rsize
  a=recvonly
  a=rtpmap:97 OPUS/48000/2
  a=rtcp-fb:97 transport-cc
  a=mid:audio1
  a=fingerprint:sha-256 ${FINGERPRINT}
  a=rtcp-mux-only
`);

function chromiumH264(payloadType: number, packetizationMode: number, profileLevelId: string): string {
  return [
    `a=rtpmap:${payloadType} H264/90000`,
    ...['goog-remb', 'transport-cc', 'ccm fir', 'nack', 'nack pli'].map((name) => `a=rtcp-fb:${payloadType} ${name}`),
    `a=fmtp:${payloadType} level-asymmetry-allowed=1;packetization-mode=${packetizationMode};profile-level-id=${profileLevelId}`,
  ].join('\n');
}
