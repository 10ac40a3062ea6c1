/** All that input needs, in one part: it is fetched while the connection is made, and not in the way of the first picture. */
export { InputCapture } from './capture.ts';
export { encodeInput } from '@remote-view/protocol';
export { InputEncoder } from './encoder.ts';
