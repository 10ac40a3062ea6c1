/**
 * Who may act in a session that several viewers share, and whether anybody is still there: the rules that a session is made
 * with, and what host and viewer say about them on `events`.
 */
import type { Static } from 'typebox';
import { wrong, type Fields } from './fields.ts';
import { Type } from './type.ts';

/** - `shared`: everybody acts. - `exclusive`: one viewer at a time; the others look on and may ask for it. */
export const CONTROL_MODES = ['shared', 'exclusive'] as const;
export type ControlMode = (typeof CONTROL_MODES)[number];

export const RULE_PARTS = {
  control: Type.Unsafe<ControlMode>({ type: 'string', enum: [...CONTROL_MODES] }),
  /** While somebody asks for control, whoever has it and is silent for so long loses it. */
  controlIdleSeconds: Type.Integer({ minimum: 1, maximum: 3_600 }),
  /** The session ends when nobody has sent input for so long; 0: never. */
  afkAfterSeconds: Type.Integer({ minimum: 0, maximum: 86_400 }),
  /** The session ends when nobody was connected for so long. */
  graceSeconds: Type.Integer({ minimum: 1, maximum: 3_600 }),
  /** The session ends so long after it was given its slot; 0: never. */
  maxSeconds: Type.Integer({ minimum: 0, maximum: 604_800 }),
};

/** What a session is made with; the host keeps it. */
export const SessionRules = Type.Object(RULE_PARTS, { additionalProperties: false });
export type SessionRules = Static<typeof SessionRules>;

export const DEFAULT_RULES: SessionRules = {
  control: 'shared',
  controlIdleSeconds: 30,
  afkAfterSeconds: 0,
  graceSeconds: 30,
  maxSeconds: 0,
};

/** - `shared`: everybody may act. - `none`: looks on. - `requested`: has asked, and waits. - `granted`: may act. */
export const CONTROL_STATES = ['shared', 'none', 'requested', 'granted'] as const;
export type ControlState = (typeof CONTROL_STATES)[number];

/** How this viewer stands, at every change. */
export interface ControlInfo {
  readonly type: 'control';
  readonly state: ControlState;
  /** Viewers that ask for control, this one included where it does. */
  readonly requests: number;
  /** What this viewer has just asked for is refused: too many ask already. */
  readonly refused: boolean;
}

/** Nobody has sent input for long. Any input of any viewer, and `here`, sets the time back. */
export interface AfkNotice {
  readonly type: 'afk';
  /** Until the session ends; null: somebody is there after all. */
  readonly endsInSeconds: number | null;
}

export const CONTROL_ACTIONS = ['request', 'release'] as const;

/** From a viewer: it asks for control; or gives it up, or withdraws what it asked for. */
export interface ControlRequest {
  readonly type: 'control';
  readonly action: (typeof CONTROL_ACTIONS)[number];
}

/** From a viewer: somebody is there, and has nothing to do in the scene. */
export interface Here {
  readonly type: 'here';
}

const MAX_REQUESTS = 255;
const MAX_SECONDS = 86_400;

export function controlFields({ state, requests, refused }: ControlInfo): unknown[] {
  return [CONTROL_STATES.indexOf(state), Math.min(requests, MAX_REQUESTS), refused];
}

export function readControl(fields: Fields): ControlInfo {
  const state = fields.oneOf(CONTROL_STATES);
  const info = { type: 'control', state, requests: fields.int(0, MAX_REQUESTS), refused: fields.boolean() } as const;
  if (info.refused && state !== 'none') throw wrong(`nothing is refused to who is ${state}`);
  return info;
}

/** 0 stands for nobody's being away: a session that ends now says so otherwise. */
export function afkFields({ endsInSeconds }: AfkNotice): unknown[] {
  return [endsInSeconds === null ? 0 : Math.min(Math.max(1, Math.round(endsInSeconds)), MAX_SECONDS)];
}

export function readAfk(fields: Fields): AfkNotice {
  const seconds = fields.int(0, MAX_SECONDS);
  return { type: 'afk', endsInSeconds: seconds === 0 ? null : seconds };
}
