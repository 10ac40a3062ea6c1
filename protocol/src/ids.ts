declare const brand: unique symbol;
type Brand<T, Name extends string> = T & { readonly [brand]: Name };

/** A session: one scene, alive on one host. 128 random bits, base64url. Knowing it grants nothing. */
export type SessionId = Brand<string, 'SessionId'>;
/** A renderer host, named by its operator or by its machine. */
export type HostId = Brand<string, 'HostId'>;
/** One signaling connection of a viewer, given by the gateway. */
export type ViewerId = Brand<string, 'ViewerId'>;
/** One peer connection of a viewer; the viewer counts them, so an answer finds its offer. */
export type PeerId = Brand<string, 'PeerId'>;
/** Milliseconds of a monotonic clock. */
export type Millis = number;
/** Microseconds, integer. */
export type Micros = number;
