/**
 * What the script answers, as the stores have it. Rows of text: Redis has no other types that survive Lua.
 *
 * Gateways wrote it, and whoever else can write to that Redis: it is looked at like what peers say. What is damaged is `unavailable`
 * where it was asked for, and left out of lists: one record keeps nobody from all the others.
 */
import type { Static, TSchema } from 'typebox';
import {
  check,
  ERRORS,
  hostLink,
  isErrorCode,
  RemoteViewError,
  rest,
  Type,
  type ErrorCode,
  type HostId,
  type SessionId,
} from '@remote-view/protocol';
import { MISFITS, type Misfit } from '../../allocation/offering.ts';
import { refusalOf, type Refusal } from '../../allocation/pick.ts';
import type { Allocation, HostEntry, HostView, NewSession, SessionEntry, WaitingNews } from '../cluster-store.ts';
import { NO_REPORT } from '../host-table.ts';
import { standing } from '../standing.ts';

export type SessionRow = readonly [
  id: string,
  fixed: string,
  state: SessionEntry['state'],
  host: string,
  gateway: string,
  viewers: string,
  createdAt: string,
  reason: string,
  runningFor: string,
];
export type AllocationReply = readonly ['granted' | 'queued' | 'repeated', SessionRow] | readonly ['refused', string];
export type AdmissionReply =
  | readonly [0]
  | readonly [1, restarted: 0 | 1, movedFrom: string, sessions: readonly SessionRow[], foreign: readonly SessionId[]];
export type HostRow = readonly [entry: string, taken: string, report: string, cordoned: string, connected: string];
export type BeatReply = readonly [
  placed: readonly SessionRow[],
  fenced: readonly HostId[],
  forgotten: readonly HostId[],
];
/** A row may be missing: whatever else writes there. */
export type PageReply = readonly (readonly [cursor: string, row?: SessionRow])[];

const Name = Type.String({ minLength: 1, maxLength: 64 });
const { tenant, scene, priority, labels, metadata, rules } = rest.SessionInfo.properties;
const { version } = rest.CreateSession.properties;
const wished = { scene, version, placement: rest.Placement, priority, labels, metadata };
const Fixed = Type.Object({ id: Name, tenant, rules, ...wished });
const { incarnation, capacity, resources, labels: hostLabels, scenes, machine, problem } = hostLink.Register.properties;
const described = { incarnation, capacity, resources, labels: hostLabels, scenes, machine, problem };
const Entry = Type.Object({ id: Name, gateway: Name, ...described });
const { warm, cpu, freeMemory, draining } = hostLink.HostReport.properties;
const Report = Type.Object({ warm, cpu, freeMemory, draining });
const Reason = Type.Object({ code: rest.Problem.properties.code, message: Type.Optional(Type.String()) });

/** @throws RemoteViewError `unavailable` */
export function sessionOf([
  ,
  fixed,
  state,
  host,
  gateway,
  viewers,
  createdAt,
  reason,
  runningFor,
]: SessionRow): SessionEntry {
  if (!rest.SESSION_STATES.includes(state) || host === null) throw damaged();
  return {
    ...(read(Fixed, fixed) as NewSession),
    state,
    host: host === '' ? null : (host as HostId),
    gateway: gateway === '' ? null : gateway,
    viewers: count(viewers),
    createdAt: count(createdAt),
    runningFor: count(runningFor),
    ...(reason === '' ? {} : { reason: reasonOf(reason) }),
  };
}

/** Those that are not damaged. */
export function soundOnes<Row, Read>(rows: readonly Row[], one: (row: Row) => Read): Read[] {
  return rows.flatMap((row) => {
    try {
      return [one(row)];
    } catch {
      return [];
    }
  });
}

/** No row is an empty one. */
export function foundSession(reply: SessionRow | readonly []): SessionEntry | undefined {
  return reply.length === 0 ? undefined : sessionOf(reply);
}

export function allocationOf(reply: AllocationReply): Allocation {
  if (reply[0] === 'refused') return { result: 'refused', ...refusedFor(reply[1]) };
  return { result: reply[0], session: sessionOf(reply[1]) };
}

export function hostOf([entry, taken, report, cordoned, connected]: HostRow): HostView {
  return {
    ...(read(Entry, entry) as HostEntry),
    taken: count(taken),
    report: report === '' ? NO_REPORT : read(Report, report),
    cordoned: cordoned !== '',
    connected: connected !== '',
  };
}

/** @param reply the time, then two for each that was asked for: its position and when slots became free */
export function newsOf(ids: readonly SessionId[], reply: readonly (string | number)[]): Map<SessionId, WaitingNews> {
  const now = Number(reply[0]);
  return new Map(
    ids.map((id, index): [SessionId, WaitingNews] => {
      const position = Number(reply[1 + 2 * index]);
      if (position === 0) return [id, { state: 'left' }];
      const freed = String(reply[2 + 2 * index]);
      return [id, standing(position, freed === '' ? [] : freed.split(' ').map(Number), now)];
    }),
  );
}

/** @throws RemoteViewError `unavailable` */
export function reasonOf(text: string): { readonly code: ErrorCode; readonly message: string } {
  const { code, message = ERRORS[code].text } = refusedFor(text);
  return { code, message };
}

/** What somebody said, as JSON; or one of the script's own words. */
function refusedFor(text: string): Refusal {
  if (text.startsWith('{')) return read(Reason, text);
  if ((MISFITS as readonly string[]).includes(text)) return refusalOf(text as Misfit);
  return { code: isErrorCode(text) ? text : 'internal' };
}

function read<S extends TSchema>(schema: S, text: string): Static<S> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw damaged();
  }
  if (!check(schema, value)) throw damaged();
  return value;
}

function count(text: string): number {
  const number = text === '' ? NaN : Number(text);
  // As large as a time can be.
  if (Number.isInteger(number) && number >= 0 && number <= 8.64e15) return number;
  throw damaged();
}

function damaged(): RemoteViewError {
  return new RemoteViewError('unavailable', 'What the gateways share of this is damaged.');
}
