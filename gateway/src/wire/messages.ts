/** The protocol's messages under the names that the gateway uses for them: who says them to whom. */
import type { hostLink, rest, signaling } from '@remote-view/protocol';

export type FromViewer = signaling.ViewerMessage;
export type Join = Extract<FromViewer, { readonly type: 'join' }>;
/** What a viewer says once it has joined. */
export type ViewerRequest = Exclude<FromViewer, Join>;
export type ToViewer = signaling.GatewayToViewer;

export type FromHost = hostLink.HostMessage;
export type Register = Extract<FromHost, { readonly type: 'register' }>;
/** Why a host takes no sessions. */
export type HostProblem = NonNullable<Register['problem']>;
/** What a host says for one of its sessions. */
export type SessionReport = Exclude<FromHost, Register | hostLink.HostReport>;
/** A session as its host lists it. */
export type HostSession = hostLink.HostSession;
/** How a host is. */
export type HostReport = hostLink.HostReport;
export type ToHost = hostLink.GatewayToHost;

export type Problem = rest.Problem;
export type IceServers = rest.CreatedSession['iceServers'];
