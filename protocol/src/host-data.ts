/** What the host sends over the `events` and `frames` channels: flat MessagePack arrays, `[type, ...fields]`. */
import { readSceneClipboard, sceneClipboardFields, type SceneClipboard } from './clipboard.ts';
import { isErrorCode, type ErrorCode } from './errors.ts';
import { Fields, wrong } from './fields.ts';
import { fileRulesFields, readFileRules, type FileRules } from './file-rules.ts';
import { EVENTS_LIMITS } from './viewer-messages.ts';
import { decode, encode, encodePlain, type PlainLimits, type PlainValue } from './msgpack.ts';
import {
  hoverFields,
  patchFields,
  readHover,
  readPatch,
  SEMANTIC_LIMITS,
  type Announcement,
  type HoverInfo,
  type SemanticPatch,
} from './semantics.ts';
import { afkFields, controlFields, readAfk, readControl, type AfkNotice, type ControlInfo } from './session-control.ts';
import { captionFields, readCaption, type Caption, type VoiceWish } from './page-preferences.ts';
import { readRumble, rumbleFields, type Rumble } from './rumble.ts';
import { logFields, readLog, readState, stateFields, type LogLine, type StatePatch } from './scene-services.ts';
import { readTextField, textFieldFields, type TextFieldRequest } from './text-input.ts';
import { readTouch, touchFields, type TouchLayout } from './touch-layout.ts';
import { LIMITS } from './version.ts';

const TYPE = {
  message: 32,
  scene: 33,
  pong: 34,
  video: 35,
  rate: 36,
  lock: 37,
  state: 40,
  log: 41,
  rumble: 44,
  touch: 45,
  semantics: 48,
  hover: 49,
  announce: 50,
  caption: 51,
  voice: 52,
  files: 56,
  control: 60,
  afk: 61,
  textField: 62,
  clipboard: 63,
} as const;

/**
 * - `loading`: set-up runs, no frame yet. - `running`: frames come. - `restarting`: the scene failed, the last frame
 * stands, a fresh one is on its way. - `failed`: it failed for good.
 */
export const SCENE_STATES = ['loading', 'running', 'restarting', 'failed'] as const;
export type SceneState = (typeof SCENE_STATES)[number];

/** From the scene to the page. */
export interface SceneMessage {
  readonly type: 'message';
  readonly payload: PlainValue;
}

export interface SceneStatus {
  readonly type: 'scene';
  readonly state: SceneState;
  /** Why, where the state is `restarting` or `failed`. */
  readonly code: ErrorCode | null;
  readonly text: string;
}

export interface Pong {
  readonly type: 'pong';
  readonly token: number;
}

/** What the picture is made with; sent at the start and when it changes. */
export interface VideoInfo {
  readonly type: 'video';
  readonly width: number;
  readonly height: number;
  /** Frames per second aimed at. */
  readonly fps: number;
  readonly adapter: string;
  readonly software: boolean;
  readonly encoder: string;
}

/**
 * What keeps the bitrate from being higher. - `network`: the path holds no more. - `viewer`: somebody in the session
 * wishes for no more. - `scene`: the picture needs no more.
 */
export const RATE_LIMITS = ['network', 'viewer', 'scene'] as const;
export type RateLimit = (typeof RATE_LIMITS)[number];

/** What the encoder aims at for this viewer; sent when it changes, at most twice a second. */
export interface RateInfo {
  readonly type: 'rate';
  /** Bits per second. */
  readonly target: number;
  readonly limitedBy: RateLimit;
}

/** The scene wishes for the pointer lock, or that it ends. It is sent to one page: the one that sent the newest button or key. */
export interface LockRequest {
  readonly type: 'lock';
  readonly wanted: boolean;
  /** Movement as the mouse makes it, without the system's acceleration. */
  readonly unadjusted: boolean;
}

export type HostData =
  | SceneMessage
  | SceneStatus
  | Pong
  | VideoInfo
  | RateInfo
  | LockRequest
  | SemanticPatch
  | HoverInfo
  | Announcement
  | Caption
  | VoiceWish
  | StatePatch
  | LogLine
  | FileRules
  | Rumble
  | TouchLayout
  | TextFieldRequest
  | SceneClipboard
  | ControlInfo
  | AfkNotice;

/** Encodes one message for the `events` channel. @throws RemoteViewError for a payload too large or not JSON-like */
export function encodeHostData(data: HostData): Uint8Array<ArrayBuffer> {
  switch (data.type) {
    case 'message':
      return encodePlain([TYPE.message, data.payload], EVENTS_LIMITS);
    case 'scene':
      return encode([TYPE.scene, SCENE_STATES.indexOf(data.state), data.code ?? '', data.text.slice(0, 4_096)]);
    case 'pong':
      return encode([TYPE.pong, data.token]);
    case 'video':
      return encode([
        TYPE.video,
        data.width,
        data.height,
        data.fps,
        data.adapter.slice(0, 200),
        data.software,
        data.encoder.slice(0, 100),
      ]);
    case 'rate':
      return encode([TYPE.rate, Math.round(data.target), RATE_LIMITS.indexOf(data.limitedBy)]);
    case 'lock':
      return encode([TYPE.lock, data.wanted, data.unadjusted]);
    case 'state':
      return encode([TYPE.state, ...stateFields(data)]);
    case 'log':
      return encode([TYPE.log, ...logFields(data)]);
    case 'semantics':
      return encode([TYPE.semantics, ...patchFields(data)]);
    case 'hover':
      return encode([TYPE.hover, ...hoverFields(data)]);
    case 'announce':
      return encode([TYPE.announce, data.text]);
    case 'voice':
      return encode([TYPE.voice]);
    case 'caption':
      return encode([TYPE.caption, ...captionFields(data)]);
    case 'files':
      return encode([TYPE.files, ...fileRulesFields(data)]);
    case 'rumble':
      return encode([TYPE.rumble, ...rumbleFields(data)]);
    case 'touch':
      return encode([TYPE.touch, ...touchFields(data)]);
    case 'textField':
      return encode([TYPE.textField, ...textFieldFields(data)]);
    case 'clipboard':
      return encode([TYPE.clipboard, ...sceneClipboardFields(data)]);
    case 'control':
      return encode([TYPE.control, ...controlFields(data)]);
    case 'afk':
      return encode([TYPE.afk, ...afkFields(data)]);
  }
}

/** Decodes one message from the `events` channel. @throws RemoteViewError `message-too-large` or `malformed-message` */
export function decodeHostData(bytes: Uint8Array): HostData {
  const fields = new Fields(decode(bytes, EVENTS_LIMITS));
  const data = readHostData(fields);
  fields.end();
  return data;
}

function readHostData(fields: Fields): HostData {
  switch (fields.type) {
    case TYPE.message:
      return { type: 'message', payload: fields.any() as PlainValue };
    case TYPE.scene: {
      const state = fields.oneOf(SCENE_STATES);
      const code = fields.string(64);
      return { type: 'scene', state, code: isErrorCode(code) ? code : null, text: fields.string(4_096) };
    }
    case TYPE.pong:
      return { type: 'pong', token: fields.int(0, 0xffff_ffff) };
    case TYPE.video:
      return {
        type: 'video',
        width: fields.int(1, LIMITS.pictureSide),
        height: fields.int(1, LIMITS.pictureSide),
        fps: fields.float(0, 1_000),
        adapter: fields.string(200),
        software: fields.boolean(),
        encoder: fields.string(100),
      };
    case TYPE.rate:
      return { type: 'rate', target: fields.int(0, 0xffff_ffff), limitedBy: fields.oneOf(RATE_LIMITS) };
    case TYPE.lock:
      return { type: 'lock', wanted: fields.boolean(), unadjusted: fields.boolean() };
    case TYPE.state:
      return readState(fields);
    case TYPE.log:
      return readLog(fields);
    case TYPE.semantics:
      return readPatch(fields);
    case TYPE.hover:
      return readHover(fields);
    case TYPE.announce:
      return { type: 'announce', text: fields.string(SEMANTIC_LIMITS.announcement) };
    case TYPE.voice:
      return { type: 'voice' };
    case TYPE.caption:
      return readCaption(fields);
    case TYPE.files:
      return readFileRules(fields);
    case TYPE.rumble:
      return readRumble(fields);
    case TYPE.touch:
      return readTouch(fields);
    case TYPE.textField:
      return readTextField(fields);
    case TYPE.clipboard:
      return readSceneClipboard(fields);
    case TYPE.control:
      return readControl(fields);
    case TYPE.afk:
      return readAfk(fields);
    default:
      throw wrong(`${fields.typeText} is unknown`);
  }
}

/**
 * What the host did to make a frame, in order; each stage ends where the next begins, so their sum is the time from the
 * newest input's arrival at the host to the last packet's departure.
 *
 * - `wait`: input received -> frame started (0 for a frame that shows no new input)
 * - `render`: frame started -> scene updated and its GPU commands submitted
 * - `gpu`: -> pixels in shared memory (rasterisation, conversion on a GPU, read-back)
 * - `queue`: -> taken up by the encoder's thread
 * - `convert`: -> I420 on the CPU (0 where the GPU converted)
 * - `encode`: -> H.264
 * - `link`: -> received by the stream process
 * - `send`: -> last RTP packet handed to the transport
 */
export const HOST_STAGES = ['wait', 'render', 'gpu', 'queue', 'convert', 'encode', 'link', 'send'] as const;
export type HostStage = (typeof HOST_STAGES)[number];

/** Describes one video frame; joined to the picture by its RTP timestamp. */
export interface FrameMetadata {
  /** RTP timestamp of the frame, 90 kHz, 32 bits. */
  readonly rtpTimestamp: number;
  /** Counts the frames of the session's scene. */
  readonly frame: number;
  /** The newest input of this viewer that the frame shows; 0 before the first. */
  readonly inputSeq: number;
  readonly keyFrame: boolean;
  /** Encoded size, bytes. */
  readonly bytes: number;
  /** Durations of {@link HOST_STAGES}, microseconds. */
  readonly stages: readonly number[];
}

const FRAME_TYPE = 64;
const FRAME_LIMITS: PlainLimits = { maxBytes: LIMITS.framesBytes, maxDepth: 2, maxNodes: 32 };

export function encodeFrameMetadata(frame: FrameMetadata): Uint8Array<ArrayBuffer> {
  const { rtpTimestamp, frame: number, inputSeq, keyFrame, bytes, stages } = frame;
  return encode([FRAME_TYPE, rtpTimestamp, number, inputSeq, keyFrame, bytes, stages]);
}

/** @throws RemoteViewError `message-too-large` or `malformed-message` */
export function decodeFrameMetadata(bytes: Uint8Array): FrameMetadata {
  const fields = new Fields(decode(bytes, FRAME_LIMITS));
  if (fields.type !== FRAME_TYPE) throw wrong(`${fields.typeText} is unknown`);
  const frame: FrameMetadata = {
    rtpTimestamp: fields.int(0, 0xffff_ffff),
    frame: fields.int(0, 0xffff_ffff),
    inputSeq: fields.int(0, 0xffff_ffff),
    keyFrame: fields.boolean(),
    bytes: fields.int(0, 0xffff_ffff),
    stages: fields.ints(HOST_STAGES.length, 0, 0xffff_ffff),
  };
  fields.end();
  if (frame.stages.length !== HOST_STAGES.length) throw wrong(`it has ${frame.stages.length} stages`);
  return frame;
}
