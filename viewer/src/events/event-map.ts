import type { AfkWarningEvent } from './afk-warning-event.ts';
import type { ControlChangeEvent } from './control-change-event.ts';
import type { FileProgressEvent } from './file-progress-event.ts';
import type { FirstFrameEvent } from './first-frame-event.ts';
import type { QueueChangeEvent } from './queue-change-event.ts';
import type { RemoteViewErrorEvent } from './remote-view-error-event.ts';
import type { RightsChangeEvent } from './rights-change-event.ts';
import type { SceneClipboardEvent } from './scene-clipboard-event.ts';
import type { SceneMessageEvent } from './scene-message-event.ts';
import type { SceneStateChangeEvent } from './scene-state-change-event.ts';
import type { SceneStatusEvent } from './scene-status-event.ts';
import type { StateChangeEvent } from './state-change-event.ts';
import type { StatsUpdateEvent } from './stats-update-event.ts';

/** The events that are the element's own. */
export interface RemoteViewOwnEventMap {
  statechange: StateChangeEvent;
  firstframe: FirstFrameEvent;
  error: RemoteViewErrorEvent;
  message: SceneMessageEvent;
  scenestatus: SceneStatusEvent;
  scenestatechange: SceneStateChangeEvent;
  fileprogress: FileProgressEvent;
  sceneclipboard: SceneClipboardEvent;
  statsupdate: StatsUpdateEvent;
  queuechange: QueueChangeEvent;
  afkwarning: AfkWarningEvent;
  controlchange: ControlChangeEvent;
  rightschange: RightsChangeEvent;
}

/**
 * All events of `<remote-view>`. `error` and `message` are other events on other elements, so they cannot be in the
 * global map; the element's own `addEventListener` knows them all.
 */
export interface RemoteViewEventMap
  extends Omit<HTMLElementEventMap, keyof RemoteViewOwnEventMap>, RemoteViewOwnEventMap {}
