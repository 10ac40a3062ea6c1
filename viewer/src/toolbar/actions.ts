/** What each control does to the element: no more than a page could do. */
import type { Preference, Right } from '@remote-view/protocol';
import type { ConnectionStateName } from '../connection/transition.ts';
import { download } from '../download.ts';
import type { ControlName } from './controls.ts';

/** What pages know of the element, as far as it has to do with the bar. */
export interface ControlledView extends HTMLElement {
  readonly state: ConnectionStateName;
  readonly scene: string;
  readonly videoWidth: number;
  readonly microphone: boolean;
  readonly noInput: boolean;
  readonly rights: readonly Right[];
  muted: boolean;
  volume: number;
  maxBitrate: number | null;
  dataSaver: boolean | null;
  prefer: Preference;
  stats: boolean;
  noCaptions: boolean;
  connect(): void;
  disconnect(): void;
  startMicrophone(): Promise<void>;
  stopMicrophone(): Promise<void>;
  screenshot(): Promise<Blob>;
  requestPointerLock(): Promise<void>;
  requestPictureInPicture(): Promise<unknown>;
  showKeyboard(): void;
  hideKeyboard(): void;
}

/**
 * @param on the control is on already
 * @returns what ends later, and may reject
 */
export function act(name: ControlName, view: ControlledView, on: boolean): Promise<unknown> | undefined {
  switch (name) {
    case 'mute':
      if (on && !(view.volume > 0)) view.volume = 1;
      view.muted = !on;
      return undefined;
    case 'captions':
      view.noCaptions = on;
      return undefined;
    case 'statistics':
      view.stats = !on;
      return undefined;
    case 'microphone':
      return on ? view.stopMicrophone() : view.startMicrophone();
    case 'keyboard':
      if (on) view.hideKeyboard();
      else view.showKeyboard();
      return undefined;
    case 'pointerLock':
      return view.requestPointerLock();
    case 'pictureInPicture':
      return on ? document.exitPictureInPicture() : view.requestPictureInPicture();
    case 'screenshot':
      return save(view);
    case 'fullscreen':
      return view.matches(':fullscreen') ? document.exitFullscreen() : view.requestFullscreen();
    case 'leave':
      view.disconnect();
      return undefined;
    case 'connect':
      view.connect();
      return undefined;
    case 'volume':
    case 'quality':
    case 'more':
      return undefined;
    default:
      return name satisfies never;
  }
}

async function save(view: ControlledView): Promise<void> {
  const blob = await view.screenshot();
  const time = new Date().toISOString().slice(0, 19).replaceAll(':', '-');
  download(blob, `${view.scene || 'remote-view'}-${time}.png`);
}
