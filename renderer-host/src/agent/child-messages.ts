/**
 * Messages between the agent and its child processes (Node's IPC, JSON). What comes from a scene process comes from
 * user code: it is checked like a peer's.
 */
import { Type } from '@remote-view/protocol';
import type { Static } from 'typebox';
import type { EncoderChoice } from '../encode/h264-options.ts';

const Text = Type.String({ maxLength: 16_384 });
const Id = Type.String({ maxLength: 64 });

/** What the agent found out about the machine; every scene process works by it. */
export interface RenderSettings {
  readonly encoder: EncoderChoice;
  readonly software: boolean;
  readonly adapter: string;
  /** Whether a scene process draws a frame before it is needed: not where somebody waits for it already. */
  readonly warm: boolean;
}

/** Where and as what a scene process joins its session's stream process. */
export interface LinkSettings {
  readonly path: string;
  readonly secret: string;
  readonly generation: number;
}

export type ToScene =
  | {
      readonly type: 'start';
      /** File URL of the module. */
      readonly module: string;
      readonly link: LinkSettings;
    }
  /** The stream process was replaced. */
  | { readonly type: 'link'; readonly link: LinkSettings }
  | { readonly type: 'stop' };

export const FromSceneProcess = Type.Union([
  Type.Object({ type: Type.Literal('ready') }),
  Type.Object({ type: Type.Literal('heartbeat'), residentBytes: Type.Number() }),
  /** The scene's set-up is done and its first frame went to the encoder. */
  Type.Object({ type: Type.Literal('running') }),
  Type.Object({ type: Type.Literal('failed'), code: Type.String({ maxLength: 64 }), message: Text, stack: Text }),
  Type.Object({ type: Type.Literal('log'), level: Type.String({ maxLength: 8 }), text: Text }),
]);
export type FromSceneProcess = Static<typeof FromSceneProcess>;

export interface StreamSettings {
  /** Of the encoder's real SPS, six hex digits (RFC 6184 section 8.1). */
  readonly profileLevelId: string;
  /** Address that ICE binds to; undefined: all. */
  readonly bindAddress: string | undefined;
  readonly portRange: { readonly begin: number; readonly end: number } | undefined;
}

export type ToStream =
  | { readonly type: 'start'; readonly session: string; readonly settings: StreamSettings }
  /** Scene processes of this generation and no other may deliver video now. */
  | { readonly type: 'generation'; readonly generation: number }
  | { readonly type: 'scene-status'; readonly state: string; readonly code: string; readonly text: string }
  | {
      readonly type: 'offer';
      readonly viewer: string;
      readonly peer: string;
      readonly sdp: string;
      /** IP address of the viewer's signaling socket. */
      readonly address: string;
    }
  | { readonly type: 'stop' };

export const FromStreamProcess = Type.Union([
  Type.Object({ type: Type.Literal('ready'), path: Type.String({ maxLength: 256 }), secret: Id }),
  Type.Object({ type: Type.Literal('heartbeat'), residentBytes: Type.Number() }),
  Type.Object({ type: Type.Literal('answer'), viewer: Id, peer: Id, sdp: Type.String({ maxLength: 32_768 }) }),
  Type.Object({
    type: Type.Literal('viewer-error'),
    viewer: Id,
    peer: Id,
    code: Type.String({ maxLength: 64 }),
    message: Text,
  }),
  /** A scene process of this generation is connected no more. */
  Type.Object({ type: Type.Literal('link-lost'), generation: Type.Integer(), reason: Text }),
  /** Peer connections alive; the session ends when there were none for its grace time. */
  Type.Object({ type: Type.Literal('viewers'), count: Type.Integer() }),
  Type.Object({ type: Type.Literal('log'), level: Type.String({ maxLength: 8 }), text: Text }),
]);
export type FromStreamProcess = Static<typeof FromStreamProcess>;

/** How a child process says why it ended, beside its last message. */
export const EXIT = { normal: 0, scene: 20, device: 21, encoder: 22 } as const;
