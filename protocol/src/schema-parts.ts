import { Type } from './type.ts';
import type { Static } from 'typebox';
import { ERROR_CODES, type ErrorCode } from './errors.ts';
import { LIMITS } from './version.ts';

/** An id that one of us made: base64url and dots, so that it is safe in a path, a log line and an attribute. */
export const Id = Type.String({ minLength: 1, maxLength: 64, pattern: '^[A-Za-z0-9._-]+$' });

/** A random id that stands for whoever says it: it cannot be guessed, and no other viewer is told of it. */
export const SecretId = Type.String({ minLength: 16, maxLength: 64, pattern: '^[A-Za-z0-9._-]+$' });

/** The name a scene is asked for by; also its file's name. */
export const SceneName = Type.String({ minLength: 1, maxLength: 64, pattern: '^[a-z0-9][a-z0-9-]*$' });

/** Characters of a bearer token, at most. */
export const TOKEN_CHARS = 2_048;

/** A bearer token; opaque. */
export const Token = Type.String({ minLength: 16, maxLength: TOKEN_CHARS, pattern: '^[A-Za-z0-9._~+/=-]+$' });

/** Text for people and logs. */
export const Text = Type.String({ maxLength: 4_096 });

export const Sdp = Type.String({ minLength: 1, maxLength: LIMITS.sdpChars });

export const Version = Type.Integer({ minimum: 0, maximum: 65_535 });

export const ErrorCodeSchema = Type.Unsafe<ErrorCode>({ type: 'string', enum: [...ERROR_CODES] });

/** As `RTCIceServer` of the WebRTC API. */
export const IceServer = Type.Object(
  {
    urls: Type.Array(Type.String({ maxLength: 256 }), { maxItems: 8 }),
    username: Type.Optional(Type.String({ maxLength: 256 })),
    credential: Type.Optional(Type.String({ maxLength: 256 })),
  },
  { additionalProperties: false },
);

/** `key=value`, as `region=eu-1`: what a host is like, what a session asks of one, or what a backend calls a session. */
export const Label = Type.String({ maxLength: 96, pattern: '^[a-z0-9][a-z0-9._/-]{0,31}=[A-Za-z0-9._-]{1,63}$' });
export const Labels = Type.Array(Label, { maxItems: 16 });

/** Whose sessions these are: the name of the API key's tenant. */
export const Tenant = Type.String({ minLength: 1, maxLength: 32, pattern: '^[A-Za-z0-9._-]+$' });

/** What a session takes of its host beside a slot, and what a host has of it. */
export const Resources = Type.Object(
  {
    /** MiB. */
    gpuMemory: Type.Optional(Type.Integer({ minimum: 0, maximum: 16_777_216 })),
    /** Thousandths of a core. */
    cpu: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_048_576 })),
  },
  { additionalProperties: false },
);
export type Resources = Static<typeof Resources>;

export const SceneVersion = Type.String({ minLength: 1, maxLength: 32, pattern: '^[A-Za-z0-9._+-]+$' });

/** A scene that a host offers, as the gallery shows it. */
export const SceneInfo = Type.Object(
  {
    name: SceneName,
    title: Type.String({ maxLength: 80 }),
    description: Type.String({ maxLength: 300 }),
    version: Type.Optional(SceneVersion),
    needs: Type.Optional(Resources),
  },
  { additionalProperties: false },
);
