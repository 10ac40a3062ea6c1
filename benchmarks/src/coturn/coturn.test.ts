/** A real coturn with the configuration that we ship: whom it serves, and whom it sends to. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { coturnProblem, HAS_IPV6, startCoturn, turnCredentials, type Coturn } from './coturn.ts';
import { TurnClient } from './turn-client.ts';

const problem = coturnProblem();
const NEXT_SECRET = 'the-secret-that-comes-next';

const PUBLIC = ['8.8.8.8', '1.1.1.1', '192.1.0.1', '172.32.0.1', '100.128.0.1'];
const RESERVED = [
  ...['0.0.0.0', '0.1.2.3', '10.0.0.1', '100.64.0.1', '127.0.0.1', '127.255.0.1', '169.254.169.254', '172.16.0.1'],
  ...['172.31.255.255', '192.0.0.8', '192.0.2.1', '192.88.99.1', '192.168.1.1', '198.18.0.1', '198.51.100.1'],
  ...['203.0.113.1', '224.0.0.1', '240.0.0.1', '255.255.255.255'],
];
const PUBLIC_V6 = ['2600::1', '2a00:1450::1'];
const RESERVED_V6 = [
  ...['::', '::1', '::2', '::127.0.0.1', '::ffff:127.0.0.1', '::ffff:10.0.0.1', '::ffff:169.254.169.254'],
  // Public as IPv4, and yet never written so by a browser.
  '::ffff:8.8.8.8',
  ...['64:ff9b::10.0.0.1', '64:ff9b:1::1', '100::1', '2001::1', '2001:db8::1', '2002:0a00:0001::1', 'fc00::1'],
  ...['fd00:ec2::254', 'fe80::1', 'fec0::1', 'ff02::1'],
];

describe.skipIf(problem !== undefined)(`coturn (${problem ?? 'with our configuration'})`, () => {
  let coturn: Coturn;

  beforeAll(async () => {
    coturn = await startCoturn({ lines: [`static-auth-secret=${NEXT_SECRET}`] });
  }, 20_000);
  afterAll(() => coturn.stop());

  const withClient = async <T>(
    credentials: ReturnType<typeof turnCredentials>,
    use: (client: TurnClient) => Promise<T>,
  ) => {
    const client = new TurnClient({ host: '127.0.0.1', port: coturn.port }, credentials);
    try {
      return await use(client);
    } finally {
      client.close();
    }
  };

  /** What each peer is answered with: 0 where the server would send to it. */
  const permissions = (family: 4 | 6, peers: readonly string[]): Promise<Record<string, number>> =>
    withClient(turnCredentials(600), async (client) => {
      expect(await client.allocate(family)).toBe(0);
      const answers: Record<string, number> = {};
      for (const peer of peers) answers[peer] = await client.permit(peer);
      await client.refresh(0);
      return answers;
    });

  const all = (peers: readonly string[], code: number): Record<string, number> =>
    Object.fromEntries(peers.map((peer) => [peer, code]));

  it('serves who has a name that is good, signed with either secret', async () => {
    const answers = [turnCredentials(600), turnCredentials(600, { secret: NEXT_SECRET })].map((credentials) =>
      withClient(credentials, (client) => client.allocate()),
    );
    expect(await Promise.all(answers)).toEqual([0, 0]);
  });

  it('serves nobody whose name has run out, is signed with another secret, or is altered', async () => {
    const { credential } = turnCredentials(600);
    const longer = { ...turnCredentials(6_000), credential };
    const answers = [turnCredentials(-5), turnCredentials(600, { secret: 'no-secret-of-this-one' }), longer].map(
      (credentials) => withClient(credentials, (client) => client.allocate()),
    );
    expect(await Promise.all(answers)).toEqual([401, 401, 401]);
  });

  it('sends to public addresses, and to no reserved one', async () => {
    expect(await permissions(4, PUBLIC)).toEqual(all(PUBLIC, 0));
    expect(await permissions(4, RESERVED)).toEqual(all(RESERVED, 403));
  });

  it.skipIf(!HAS_IPV6)(
    'sends to no reserved address of IPv6 either, nor to IPv4 ones that are written so',
    async () => {
      expect(await permissions(6, PUBLIC_V6)).toEqual(all(PUBLIC_V6, 0));
      expect(await permissions(6, RESERVED_V6)).toEqual(all(RESERVED_V6, 403));
    },
  );

  it('mixes no families: an IPv4 relay takes no IPv6 peer, however it is written', async () => {
    expect(await permissions(4, ['::1', '::ffff:127.0.0.1'])).toEqual(all(['::1', '::ffff:127.0.0.1'], 443));
  });

  it('gives one name so many relays and no more', async () => {
    const credentials = turnCredentials(600, { user: 'greedy' });
    const clients = Array.from(
      { length: 14 },
      () => new TurnClient({ host: '127.0.0.1', port: coturn.port }, credentials),
    );
    const answers: number[] = [];
    for (const client of clients) answers.push(await client.allocate());
    for (const client of clients) {
      await client.refresh(0);
      client.close();
    }
    expect(answers.filter((code) => code === 0)).toHaveLength(12);
    expect(answers.slice(-2)).toEqual([486, 486]);
  });

  it('writes the session of a relay into its log, and no password', async () => {
    const credentials = turnCredentials(600);
    await withClient(credentials, async (client) => [await client.allocate(), await client.refresh(0)]);
    const log = coturn.lines.join('\n');
    expect(log).toContain('a-session');
    expect(log).not.toContain(credentials.credential);
  });
});
