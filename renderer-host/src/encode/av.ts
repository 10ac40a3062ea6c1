/**
 * FFmpeg as this package uses it: node-av's bindings and constants, without its high-level half.
 *
 * `node-av` itself loads that half too, an RTSP and a WebRTC stack among it: 340 modules, 30 MB and a tenth of a second
 * in every process that encodes.
 */
export * from 'node-av/constants';
export * from 'node-av/lib';
