/**
 * Messages between the agent and its child processes (Node's IPC, JSON). What comes from a scene process comes from
 * user code: it is checked like a peer's.
 */
import { Type, type SessionRules } from '@remote-view/protocol';
import type { Static } from 'typebox';
import type { Grant } from '../access/grant.ts';
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
  /** Somebody is writing the scene: its process says which files it is made of, and shows the lines where it fails. */
  readonly developing: boolean;
  /** Modules and globals that reach past what a scene is given are taken from it. */
  readonly restricted: boolean;
  /** What assets the operator lets scenes read, beside what their own scene.json names. */
  readonly assets: { readonly folders: readonly string[]; readonly origins: readonly string[] };
}

/** Where and as what a scene process joins its session's stream process. */
export interface LinkSettings {
  readonly path: string;
  readonly secret: string;
  readonly generation: number;
}

/** Answer to a call of the scene to its session's storage. */
export interface StorageReply {
  readonly type: 'stored';
  /** Number of the call. */
  readonly call: number;
  /** JSON; missing where there is none. */
  readonly text?: string;
  readonly keys?: readonly string[];
  /** Why it was refused. */
  readonly code?: string;
  readonly message?: string;
}

export type ToScene =
  | {
      readonly type: 'start';
      /** File URL of the module. */
      readonly module: string;
      readonly link: LinkSettings;
      /** JSON of the newest snapshot, where the scene takes the place of one that gave any. */
      readonly restored?: string;
    }
  /** The stream process was replaced. */
  | { readonly type: 'link'; readonly link: LinkSettings }
  /** The scene is about to be replaced: answered by a `snapshot`, at once. */
  | { readonly type: 'take-snapshot' }
  /** Somebody wants to see what the scene shows, small: answered by a `thumbnail` once there is a picture. */
  | { readonly type: 'thumbnail' }
  | StorageReply
  | { readonly type: 'stop' };

/** A text of the scene's that the agent keeps; UTF-16 code units, of which none is less than a byte. */
const Kept = Type.String({ maxLength: 1_048_576 });

/** A call of the scene to its session's storage. */
export const StorageCall = Type.Object({
  type: Type.Literal('storage'),
  call: Type.Integer({ minimum: 1 }),
  operation: Type.Union([Type.Literal('get'), Type.Literal('set'), Type.Literal('delete'), Type.Literal('keys')]),
  key: Type.String({ maxLength: 200 }),
  /** JSON, of `set`. */
  text: Type.Optional(Kept),
});
export type StorageCall = Static<typeof StorageCall>;

export const FromSceneProcess = Type.Union([
  Type.Object({ type: Type.Literal('ready') }),
  Type.Object({ type: Type.Literal('heartbeat'), residentBytes: Type.Number() }),
  /** The scene's set-up is done and its first frame went to the encoder. */
  Type.Object({ type: Type.Literal('running') }),
  Type.Object({
    type: Type.Literal('failed'),
    code: Type.String({ maxLength: 64 }),
    message: Text,
    stack: Text,
    /** `path:line:column` and the lines around it, where the scene is being written and the place is known. */
    place: Text,
    excerpt: Text,
  }),
  /** The scene is made of this file, an absolute path; told where the scene is being written. */
  Type.Object({ type: Type.Literal('file'), path: Type.String({ maxLength: 4_096 }) }),
  Type.Object({ type: Type.Literal('log'), level: Type.String({ maxLength: 8 }), text: Text }),
  /** JSON of the scene's state; none where it gives no snapshots, or this one failed. */
  Type.Object({ type: Type.Literal('snapshot'), text: Type.Optional(Kept) }),
  StorageCall,
  /** A JPEG in base64, as long as the host link takes it; none where it could not be made. */
  Type.Object({
    type: Type.Literal('thumbnail'),
    jpeg: Type.Optional(Type.String({ maxLength: 49_152, pattern: '^/9j/[A-Za-z0-9+/]+=*$' })),
  }),
]);
export type FromSceneProcess = Static<typeof FromSceneProcess>;

export interface StreamSettings {
  /** Of the encoder's real SPS, six hex digits (RFC 6184 section 8.1). */
  readonly profileLevelId: string;
  /** Address that ICE binds to; undefined: all. */
  readonly bindAddress: string | undefined;
  /** UDP port that the session's viewers share; undefined: each has one of its own, any. */
  readonly port: number | undefined;
  /** IP addresses that viewers are told in place of the local ones; none: these. */
  readonly advertised: readonly string[];
}

export type ToStream =
  | {
      readonly type: 'start';
      readonly session: string;
      readonly settings: StreamSettings;
      readonly rules: SessionRules;
    }
  /** Scene processes of this generation and no other may deliver video now. */
  | { readonly type: 'generation'; readonly generation: number }
  | { readonly type: 'scene-status'; readonly state: string; readonly code: string; readonly text: string }
  | {
      readonly type: 'offer';
      readonly viewer: string;
      readonly page: string;
      readonly peer: string;
      readonly grant: Grant;
      readonly sdp: string;
      /** IP address of the viewer's signaling socket. */
      readonly address: string;
    }
  /** Media of this viewer goes over the gateway: attach there. */
  | {
      readonly type: 'relay';
      readonly viewer: string;
      readonly page: string;
      readonly peer: string;
      readonly grant: Grant;
      /** `ws://…/v1/media` */
      readonly url: string;
      readonly ticket: string;
    }
  /** Ends all that this viewer has of the session. */
  | { readonly type: 'end-viewer'; readonly viewer: string }
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
  /** What this viewer had of the session is over. */
  Type.Object({ type: Type.Literal('viewer-gone'), viewer: Id }),
  /** A scene process of this generation is connected no more. */
  Type.Object({ type: Type.Literal('link-lost'), generation: Type.Integer(), reason: Text }),
  /** Peer connections alive; the session ends when there were none for its grace time. */
  Type.Object({ type: Type.Literal('viewers'), count: Type.Integer() }),
  /** Nobody has used the session for so long that it shall end. */
  Type.Object({ type: Type.Literal('abandoned') }),
  Type.Object({ type: Type.Literal('log'), level: Type.String({ maxLength: 8 }), text: Text }),
]);
export type FromStreamProcess = Static<typeof FromStreamProcess>;

/** How a child process says why it ended, beside its last message. */
export const EXIT = { normal: 0, scene: 20, device: 21, encoder: 22 } as const;
