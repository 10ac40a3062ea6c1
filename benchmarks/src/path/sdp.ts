/**
 * How a connection is led over a relay: who offers says nothing of its own addresses, and hears of a single one, the relay's.
 * The other end learns of it by its first check (peer-reflexive candidates, RFC 8445 section 7.3.1.3).
 */

/** RFC 8839 section 5.1: foundation, component, transport, priority, address, port. */
const CANDIDATE = /^(a=candidate:\S+ \d+ udp \d+ )\S+ (\d+)( typ host\b.*)$/iu;
const ANY_CANDIDATE = /^a=(?:candidate:|end-of-candidates)/u;

/** The port of the first host candidate of UDP; undefined where there is none. @param sdp lines end in CRLF */
export function hostPort(sdp: string): number | undefined {
  const port = linesOf(sdp)
    .map((line) => CANDIDATE.exec(line)?.[2])
    .find((found) => found !== undefined);
  return port === undefined ? undefined : Number(port);
}

/** With the first host candidate at another port of loopback, and no other. */
export function throughPort(sdp: string, port: number): string {
  let first = true;
  return rewritten(sdp, (line) => {
    const [, before, , behind] = CANDIDATE.exec(line) ?? [];
    if (before === undefined || !first) return ANY_CANDIDATE.test(line) ? undefined : line;
    first = false;
    return `${before}127.0.0.1 ${port}${behind ?? ''}`;
  });
}

export function withoutCandidates(sdp: string): string {
  return rewritten(sdp, (line) => (ANY_CANDIDATE.test(line) ? undefined : line));
}

function rewritten(sdp: string, rewrite: (line: string) => string | undefined): string {
  return linesOf(sdp)
    .map(rewrite)
    .filter((line) => line !== undefined)
    .join('\r\n');
}

function linesOf(sdp: string): string[] {
  return sdp.split('\r\n');
}
