/** `<remote-view>`: the class alone, so that importing it has no effect; `./define` registers it. */
export { RemoteView, type RemoteViewFault } from './remote-view.ts';
export {
  RemoteViewError,
  type ControlState,
  type ErrorCode,
  type Millis,
  type PlainValue,
  type Preference,
  type Right,
  type Role,
  type SceneState,
  type TouchMode,
} from '@remote-view/protocol';
export { diagnose } from './diagnose/on-demand.ts';
export type { DiagnoseOptions } from './diagnose/diagnose.ts';
export type { DiagnosisCheck, DiagnosisEntry } from './diagnose/diagnosis.ts';
export type { TransportPreference } from './connection/transport-choice.ts';
export type { ConnectionStateName, QueuePlace } from './connection/transition.ts';
export { AfkWarningEvent } from './events/afk-warning-event.ts';
export { ControlChangeEvent } from './events/control-change-event.ts';
export type { RemoteViewEventMap } from './events/event-map.ts';
export { FileProgressEvent, type FileProgressState } from './events/file-progress-event.ts';
export { FirstFrameEvent } from './events/first-frame-event.ts';
export { QueueChangeEvent } from './events/queue-change-event.ts';
export { RemoteViewErrorEvent } from './events/remote-view-error-event.ts';
export { RightsChangeEvent } from './events/rights-change-event.ts';
export {
  SceneClipboardEvent,
  type SceneClipboardAction,
  type SceneClipboardRefusal,
  type SceneClipboardState,
} from './events/scene-clipboard-event.ts';
export { SceneMessageEvent } from './events/scene-message-event.ts';
export { SceneStateChangeEvent } from './events/scene-state-change-event.ts';
export { SceneStatusEvent } from './events/scene-status-event.ts';
export { StateChangeEvent } from './events/state-change-event.ts';
export { LATENCY_STAGES, type LatencyStage, type LatencySummary } from './latency/latency-summary.ts';
export type { SceneStateValues } from './state/shared-state.ts';
export type { FrameTime } from './latency/frame-log.ts';
export type { FrameTimes } from './latency/frame-times.ts';
export type { Strings, Wording } from './i18n/strings.ts';
export type { Fit } from './input/content-box.ts';
export type { StatsFormat } from './stats/stats-monitor.ts';
export type { ScreenshotOptions } from './toolbar/screenshot.ts';
export { StatsUpdateEvent } from './events/stats-update-event.ts';
export type { CandidateType, HostStats, MediaStats, RemoteViewStats, Transport } from './stats/stats.ts';
