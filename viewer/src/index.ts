/** `<remote-view>`: the class alone, so that importing it has no effect; `./define` registers it. */
export { RemoteView, type RemoteViewFault } from './remote-view.ts';
export type { ConnectionStateName } from './connection/transition.ts';
export type { RemoteViewEventMap } from './events/event-map.ts';
export { FileProgressEvent, type FileProgressState } from './events/file-progress-event.ts';
export { FirstFrameEvent } from './events/first-frame-event.ts';
export { RemoteViewErrorEvent } from './events/remote-view-error-event.ts';
export { SceneMessageEvent } from './events/scene-message-event.ts';
export { SceneStateChangeEvent } from './events/scene-state-change-event.ts';
export { SceneStatusEvent } from './events/scene-status-event.ts';
export { StateChangeEvent } from './events/state-change-event.ts';
export { LATENCY_STAGES, type LatencyStage, type LatencySummary } from './latency/latency-meter.ts';
export type { SceneStateValues } from './state/shared-state.ts';
export type { HostStats, MediaStats, RemoteViewStats } from './stats/stats.ts';
