/** Everything that the gateway, the renderer host and the viewer say to each other. Pure; runs everywhere. */
export * from './version.ts';
export * from './ids.ts';
export * from './errors.ts';
export { check, explain, parseJson } from './schema.ts';
export { encodePlain, type PlainLimits, type PlainValue } from './msgpack.ts';
export * from './input.ts';
export * from './host-data.ts';
export * from './frame-ack.ts';
export { SceneName } from './schema-parts.ts';
export { Type } from './type.ts';
export * as signaling from './signaling.ts';
export * as hostLink from './host-link.ts';
export * as rest from './rest.ts';
