/**
 * Host candidates with the addresses at which viewers reach the host, where those are not its own: behind one-to-one NAT, as
 * machines of most clouds are, a host has never heard of its public address. Its port is the same on both sides of such a NAT.
 */

/** RFC 8839 section 5.1. */
const HOST_CANDIDATE = /^candidate:\S+ 1 UDP \d+ (\S+) (\d+) typ host$/i;

/**
 * @param candidates of libdatachannel, `candidate:...`
 * @param addresses IP addresses, the best first; none: the candidates stay as they are
 */
export function advertise(candidates: readonly string[], addresses: readonly string[]): readonly string[] {
  if (addresses.length === 0) return candidates;
  const places = addresses.flatMap((address) =>
    portsOf(candidates, address.includes(':')).map((port) => ({ address, port })),
  );
  return places.map(
    ({ address, port }, index) => `candidate:${index + 1} 1 UDP ${priority(index)} ${address} ${port} typ host`,
  );
}

function portsOf(candidates: readonly string[], ofIPv6: boolean): string[] {
  const ports = candidates.flatMap((candidate) => {
    const [, address, port] = HOST_CANDIDATE.exec(candidate) ?? [];
    return address === undefined || port === undefined || address.includes(':') !== ofIPv6 ? [] : [port];
  });
  return [...new Set(ports)];
}

/** RFC 8445 section 5.1.2.1, of a host candidate of the first component: the earlier the better. */
function priority(index: number): number {
  return 126 * 2 ** 24 + (65_535 - index) * 2 ** 8 + 255;
}
