/**
 * Asks the user for the motion sensors. On iOS this must be called in a click or a tap: so nothing is fetched before it, and
 * it is no part of what is.
 */
import { RemoteViewError } from '@remote-view/protocol';

/** @throws RemoteViewError `sensors-denied` or `sensors-unavailable` */
export async function askForSensors(): Promise<void> {
  if (!globalThis.isSecureContext || globalThis.DeviceOrientationEvent === undefined) {
    throw new RemoteViewError('sensors-unavailable');
  }
  const kinds = [DeviceOrientationEvent, globalThis.DeviceMotionEvent] as { requestPermission?(): Promise<string> }[];
  try {
    // Both at once: the second would be out of the gesture.
    const answers = await Promise.all(kinds.map(async (kind) => kind?.requestPermission?.() ?? 'granted'));
    if (answers.every((answer) => answer === 'granted')) return;
  } catch (cause) {
    throw new RemoteViewError('sensors-denied', undefined, { cause });
  }
  throw new RemoteViewError('sensors-denied');
}
