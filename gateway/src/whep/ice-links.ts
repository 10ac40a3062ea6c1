/** ICE servers as `Link` headers (RFC 8288), as RFC 9725 section 4.6 has them: one for each URL. */
import type { IceServers } from '../wire/messages.ts';

/** STUN and TURN URIs (RFC 7064, RFC 7065), and nothing that ends the angle brackets. */
const ICE_URL = /^(?:stuns?|turns?):[^\s<>"]+$/;

export function iceLinks(servers: IceServers): string[] {
  return servers.flatMap(({ urls, username, credential }) =>
    urls
      .filter((url) => ICE_URL.test(url))
      .map((url) => {
        const secret =
          username === undefined || credential === undefined
            ? []
            : [`username=${quoted(username)}`, `credential=${quoted(credential)}`, 'credential-type="password"'];
        return [`<${url}>`, 'rel="ice-server"', ...secret].join('; ');
      }),
  );
}

/** RFC 9110 section 5.6.4. */
function quoted(text: string): string {
  return `"${text.replaceAll(/["\\]/gu, String.raw`\$&`)}"`;
}
