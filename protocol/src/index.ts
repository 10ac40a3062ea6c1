/** Everything that the gateway, the renderer host and the viewer say to each other. Pure; runs everywhere. */
export * from './version.ts';
export * from './ids.ts';
export * from './errors.ts';
export { check, explain, parseJson } from './schema.ts';
export { encodePlain, type PlainLimits, type PlainValue } from './msgpack.ts';
export {
  AXIS_MAX,
  BUTTON_ACTIONS,
  GAMEPAD_BUTTON,
  KEY_ACTIONS,
  MAX_COALESCED,
  MAX_GAMEPADS,
  MODIFIER,
  MOVEMENT_SCALE,
  NO_WISHES,
  POINTER_TYPES,
  POSITION_BEYOND,
  POSITION_MAX,
  PREFERENCES,
  PRESENCE_ACTIONS,
  WISHED_BITRATE,
  type AppMessage,
  type Contact,
  type Focus,
  type FromViewer,
  type GamepadState,
  type Input,
  type Key,
  type LockState,
  type Ping,
  type PointerButton,
  type PointerMove,
  type PointerPresence,
  type PointerType,
  type Preference,
  type Quality,
  type Resize,
  type ViewerData,
  type Wheel,
} from './input-messages.ts';
export * from './input.ts';
export * from './host-data.ts';
export * from './frame-ack.ts';
export {
  acceptsFile,
  decodeFileData,
  decodeFileReply,
  encodeFileData,
  encodeFileReply,
  FILE_LIMITS,
  FILES_CHANNEL,
  safeFileName,
  type FileData,
  type FileReply,
  type FileRules,
} from './files.ts';
export {
  BOX_MAX,
  CURSORS,
  SEMANTIC_ACTIONS,
  SEMANTIC_LIMITS,
  SEMANTIC_ROLES,
  type Announcement,
  type Cursor,
  type HoverInfo,
  type SemanticAct,
  type SemanticAction,
  type SemanticBox,
  type SemanticData,
  type SemanticItem,
  type SemanticPatch,
  type SemanticRole,
  type SliderRange,
} from './semantics.ts';
export {
  LOG_CHARS,
  LOG_LEVELS,
  STATE_LIMITS,
  type LogLevel,
  type LogLine,
  type StateEntry,
  type StatePatch,
} from './scene-services.ts';
export { SceneName } from './schema-parts.ts';
export { Type } from './type.ts';
export * as signaling from './signaling.ts';
export * as hostLink from './host-link.ts';
export * as rest from './rest.ts';
