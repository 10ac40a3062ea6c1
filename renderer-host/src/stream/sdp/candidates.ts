/**
 * Which of a viewer's ICE candidates the host checks by itself, before the viewer's own checks have come.
 *
 * Without any, libjuice learns of the viewer by its first check, answers it, and waits 50 ms before it sends the one of its
 * own that completes the pair; a check of its own that is under way already has been answered by then. But candidates are text
 * that a viewer wrote, and a check is a packet to where they say. So the address is never taken from there: it is the one from
 * which the viewer's signaling socket comes, and only ports are theirs.
 */
import type { Attributes } from './sections.ts';

export interface OfferedCandidate {
  /** An IP address, or a name that hides one (RFC 8828 section 5.2: `<uuid>.local`). */
  readonly address: string;
  readonly port: number;
}

/** Each costs a time slot of 50 ms in libjuice, so that a third would delay more than it helps. */
const MAX_CHECKED = 2;
/** Of the lines looked at; a browser with many interfaces offers a dozen. */
const MAX_READ = 32;
/** What RFC 8445 section 5.1.2.1 gives a host candidate of the first component. */
const HOST_PRIORITY = 2_130_706_431;
/** RFC 8839 section 5.1: foundation, component, transport, priority, address, port. */
const UDP_CANDIDATE =
  /^[A-Za-z0-9+/]{1,32} 1 udp \d{1,10} ([0-9A-Za-z.:-]{1,64}) (\d{1,5}) typ (?:host|srflx|prflx)(?: |$)/i;

/** The UDP candidates of an offer, those of relays and those of no use left out. */
export function readCandidates(places: readonly Attributes[]): OfferedCandidate[] {
  const lines = new Set(places.flatMap((attributes) => attributes.all('candidate')));
  return [...lines].slice(0, MAX_READ).flatMap((line) => {
    const [, address, port] = UDP_CANDIDATE.exec(line) ?? [];
    // Below 1024 are services, and no browser's sockets.
    if (address === undefined || !(Number(port) >= 1_024 && Number(port) <= 65_535)) return [];
    return { address: address.toLowerCase(), port: Number(port) };
  });
}

/**
 * Values of `a=candidate` for libdatachannel.
 * @param viewerAddress the IP address that the viewer's signaling socket comes from
 */
export function candidatesToCheck(candidates: readonly OfferedCandidate[], viewerAddress: string): string[] {
  const address = viewerAddress.replace(/^::ffff:(?=[\d.]+$)/i, '').toLowerCase();
  // One with a zone means something on the gateway's machine alone, and no grammar of SDP takes it.
  if (address.includes('%')) return [];
  const ports = candidates
    .filter((candidate) => candidate.address === address || candidate.address.endsWith('.local'))
    .map(({ port }) => port);
  return [...new Set(ports)]
    .slice(0, MAX_CHECKED)
    .map((port, index) => `${index + 1} 1 udp ${HOST_PRIORITY - index} ${address} ${port} typ host`);
}
