import { RemoteViewError } from '@remote-view/protocol';

/** @throws RemoteViewError `unsupported-browser`, with a text that says what to do */
export function assertWebCodecs(): void {
  if (typeof VideoDecoder !== 'undefined') return;
  const text = isSecureContext
    ? 'This browser has no WebCodecs.'
    : 'Browsers have WebCodecs on HTTPS or localhost only.';
  throw new RemoteViewError('unsupported-browser', text);
}
