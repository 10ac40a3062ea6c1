/** Everything that the gateway, the renderer host and the viewer say to each other. Pure; runs everywhere. */
export * from './version.ts';
export * from './ids.ts';
export * from './errors.ts';
export { check, explain, parseJson } from './schema.ts';
export { encodePlain, type PlainLimits, type PlainValue } from './msgpack.ts';
export {
  AXIS_MAX,
  bitOfButton,
  BUTTON_ACTIONS,
  buttonsIn,
  GAMEPAD_BUTTON,
  GAMEPAD_EFFECTS,
  KEY_ACTIONS,
  MAX_COALESCED,
  MAX_GAMEPADS,
  MODIFIER,
  modifiersOf,
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
  type ForHost,
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
  type Refresh,
  type Resize,
  type ViewerData,
  type Wheel,
} from './input-messages.ts';
export * from './input.ts';
export { encodeBesideInput } from './beside-input.ts';
export { encodeInput } from './input-encoding.ts';
export { heal, heldBy, HeldInput } from './held-input.ts';
export type { HeldKey, HeldPointer, InputState } from './input-state.ts';
export { MAX_RUMBLE, RUMBLE_MAX, type Rumble, type Rumbled, type RumbleResult } from './rumble.ts';
export {
  ACCELERATION_SCALE,
  ANGLE_SCALE,
  fromReading,
  NO_READING,
  ROTATION_SCALE,
  toReading,
  type DeviceMotion,
  type Orientation,
  type Readings,
} from './sensors.ts';
export {
  TOUCH_LIMITS,
  TOUCH_MODES,
  TOUCH_STICKS,
  TOUCH_ZONES,
  type LaidButton,
  type LaidControl,
  type LaidStick,
  type TouchLayout,
  type TouchMode,
  type TouchZone,
} from './touch-layout.ts';
export * from './host-data.ts';
export * from './frame-ack.ts';
export {
  acceptsFile,
  decodeFileData,
  decodeFileReply,
  encodeFileData,
  encodeFileReply,
  safeFileName,
  type FileData,
  type FileReply,
} from './files.ts';
export { FILE_LIMITS, FILES_CHANNEL, type FileRules } from './file-rules.ts';
export {
  CURSOR_DENSITY,
  CURSORS,
  isCursorImage,
  SEMANTIC_ACTIONS,
  SEMANTIC_LIMITS,
  SEMANTIC_ROLES,
  type Announcement,
  type Cursor,
  type CursorImage,
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
export {
  CONTROL_MODES,
  CONTROL_STATES,
  DEFAULT_RULES,
  SessionRules,
  type AfkNotice,
  type ControlInfo,
  type ControlMode,
  type ControlRequest,
  type ControlState,
  type Here,
} from './session-control.ts';
export {
  COLOR_SCHEMES,
  CONTRASTS,
  NO_PREFERENCES,
  PREFERENCE_LIMITS,
  type Caption,
  type ColorScheme,
  type Contrast,
  type PagePreferences,
  type VoiceWish,
} from './page-preferences.ts';
export { headOf, splitsCharacter, tailOf } from './whole-characters.ts';
export { ClipboardAssembler, clipboardPieces, NO_TEXT } from './clipboard-pieces.ts';
export { CLIPBOARD_LIMITS, type ClipboardPiece, type PageClipboard, type SceneClipboard } from './clipboard.ts';
export {
  INPUT_MODES,
  TEXT_LIMITS,
  type InputMode,
  type TextBox,
  type TextEdit,
  type TextFieldRequest,
} from './text-input.ts';
export { ErrorCodeSchema, Id, Label, Labels, Resources, SceneName, SceneVersion, Tenant } from './schema-parts.ts';
export * from './access.ts';
export { Type } from './type.ts';
export * as mediaRelay from './media-relay.ts';
export * as signaling from './signaling.ts';
export * as hostLink from './host-link.ts';
export * as rest from './rest.ts';
export * as admin from './admin.ts';
