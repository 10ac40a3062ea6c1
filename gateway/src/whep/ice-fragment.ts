/**
 * Reads what a player says of ICE after its offer (`application/trickle-ice-sdpfrag`, RFC 8840 section 9).
 *
 * Of its candidates nothing is used: a host learns where a player is by the player's own connectivity checks, and sends nothing to
 * an address that somebody wrote (`renderer-host/src/stream/sdp/candidates.ts`). What matters is whose ICE session it is about: one
 * with other credentials is a restart (RFC 9725 section 4.3.3), for which the player makes another resource.
 */
import { RemoteViewError } from '@remote-view/protocol';

export interface IceFragment {
  readonly ufrag: string | undefined;
  readonly candidates: number;
}

const MAX_LINES = 200;
const LINE = /^(?:a=[\x20-\x7e]{1,1000}|m=[\x20-\x7e]{1,200})$/;
const UFRAG = /^a=ice-ufrag:([A-Za-z0-9+/]{4,256})$/;

/** @throws RemoteViewError `sdp-invalid` */
export function readIceFragment(text: string): IceFragment {
  const lines = text.split(/\r?\n/u).filter((line) => line !== '');
  if (lines.length === 0 || lines.length > MAX_LINES) throw invalid(`it has ${lines.length} lines`);
  const wrong = lines.findIndex((line) => !LINE.test(line));
  if (wrong >= 0) throw invalid(`line ${wrong + 1} is no line of one`);
  const named = lines.filter((line) => line.startsWith('a=ice-ufrag:'));
  const ufrags = named.map((line) => UFRAG.exec(line)?.[1]);
  if (ufrags.includes(undefined) || new Set(ufrags).size > 1) throw invalid("'a=ice-ufrag' has a wrong form");
  return { ufrag: ufrags[0], candidates: lines.filter((line) => line.startsWith('a=candidate:')).length };
}

function invalid(problem: string): RemoteViewError {
  return new RemoteViewError('sdp-invalid', `The fragment was not accepted: ${problem}.`);
}
