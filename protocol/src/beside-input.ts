/** The wire form of what a viewer says that is no input (input.ts says how it is read). */
import type { FromViewer, Input } from './input-messages.ts';
import { PREFERENCES } from './input-messages.ts';
import type { InputState } from './input-state.ts';
import { encode } from './msgpack.ts';
import { preferencesFields } from './page-preferences.ts';
import { rumbledFields } from './rumble.ts';
import { CONTROL_ACTIONS } from './session-control.ts';
import { TYPE } from './viewer-messages.ts';

export function encodeBesideInput(data: Exclude<FromViewer, Input | InputState>): Uint8Array<ArrayBuffer> {
  switch (data.type) {
    case 'rumbled':
      return encode([TYPE.rumbled, ...rumbledFields(data)]);
    case 'resize':
      return encode([TYPE.resize, data.width, data.height, data.devicePixelRatio]);
    case 'ping':
      return encode([TYPE.ping, data.token]);
    case 'preferences':
      return encode([TYPE.preferences, ...preferencesFields(data)]);
    case 'control':
      return encode([TYPE.control, CONTROL_ACTIONS.indexOf(data.action)]);
    case 'refresh':
      return encode([TYPE.refresh]);
    case 'here':
      return encode([TYPE.here]);
    case 'quality':
      return encode([TYPE.quality, data.maxBitrate ?? 0, PREFERENCES.indexOf(data.preferred)]);
  }
}
