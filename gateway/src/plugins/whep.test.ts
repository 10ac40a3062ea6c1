/** WHEP over real HTTP requests, with a host that is played by the test. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { check, hostLink, type rest } from '@remote-view/protocol';
import { Harness, type Client, type Received, type SessionTicket } from '../testing/harness.ts';

const OFFER = 'v=0\r\na=ice-ufrag:abcd\r\n';
const ANSWER = 'v=0\r\na=x\r\n';
const FRAGMENT = 'application/trickle-ice-sdpfrag';

describe('a WHEP player', () => {
  let gateway: Harness;
  let host: Client;
  let session: rest.CreatedSession;

  async function start(options: Parameters<typeof Harness.start>[0] = {}, capacity = 2): Promise<void> {
    gateway = await Harness.start(options);
    host = await gateway.host({ capacity });
    session = await gateway.createSession();
    expect(await host.next()).toMatchObject({ type: 'start' });
  }

  const offer = ({ id, token }: SessionTicket, headers: Record<string, string> = {}, payload: string = OFFER) =>
    gateway.app.inject({
      method: 'POST',
      url: `/v1/sessions/${id}/whep`,
      headers: { 'content-type': 'application/sdp', authorization: `Bearer ${token}`, ...headers },
      payload,
    });
  const ask = (method: 'DELETE' | 'PATCH', url: string, headers: Record<string, string> = {}, payload?: string) =>
    gateway.app.inject({
      method,
      url,
      headers: { authorization: `Bearer ${session.token}`, ...headers },
      ...(payload === undefined ? {} : { payload }),
    });

  const answer = ({ viewer, peer }: Received): void =>
    host.send({ type: 'answer', session: session.id, viewer, peer, sdp: ANSWER });

  /** A player that plays. */
  async function playing(): Promise<{ url: string; etag: string; viewer: unknown }> {
    const asked = offer(session);
    const offered = await host.next();
    answer(offered);
    const response = await asked;
    expect(response.statusCode).toBe(201);
    const { location, etag } = response.headers;
    return { url: location!, etag: etag!, viewer: offered['viewer'] };
  }

  beforeEach(() => start());
  afterEach(async () => gateway.stop());

  test('gets the answer of its host to its offer, and an address to end it', async () => {
    const asked = offer(session);
    const offered = await host.next();
    expect(check(hostLink.GatewayToHost, offered)).toBe(true);
    expect(offered).toMatchObject({ type: 'offer', session: session.id, sdp: OFFER, address: '127.0.0.1' });
    answer(offered);
    const response = await asked;
    expect(response.statusCode).toBe(201);
    expect(response.body).toBe(ANSWER);
    expect(response.headers).toMatchObject({
      'content-type': 'application/sdp',
      'cache-control': 'no-store',
      'accept-patch': FRAGMENT,
      etag: expect.stringMatching(/^"[\w-]+"$/u) as string,
      location: expect.stringMatching(new RegExp(`^/v1/sessions/${session.id}/whep/[\\w-]+$`, 'u')) as string,
    });
  });

  test('is told of the TURN servers of its session', async () => {
    await gateway.stop();
    await start({ turnUrls: ['turn:turn.example:3478?transport=udp'], turnSecret: 'a-secret-of-this-test' });
    const asked = offer(session);
    answer(await host.next());
    const { link } = (await asked).headers;
    expect(link).toHaveLength(1);
    expect(link?.[0]).toMatch(
      /^<turn:turn\.example:3478\?transport=udp>; rel="ice-server"; username="\d+:[^"]+"; credential="[^"]+"; credential-type="password"$/u,
    );
  });

  test('is somebody else with each request', async () => {
    const first = await playing();
    const second = await playing();
    expect(second.viewer).not.toBe(first.viewer);
    expect(second.url).not.toBe(first.url);
  });

  test('leaves with DELETE, and its host is told', async () => {
    const { url, viewer } = await playing();
    expect((await ask('DELETE', url)).statusCode).toBe(200);
    expect(await host.next()).toEqual({ type: 'end-viewer', session: session.id, viewer });
    expect((await ask('DELETE', url)).statusCode).toBe(404);
  });

  test('is gone when its session ends', async () => {
    const { url } = await playing();
    await gateway.end(session);
    expect((await ask('DELETE', url)).statusCode).toBe(404);
  });

  test('is gone when its host says that its media is over', async () => {
    const { url, viewer } = await playing();
    host.send({ type: 'viewer-gone', session: session.id, viewer });
    await host.settled();
    expect((await ask('DELETE', url)).statusCode).toBe(404);
  });

  test('is gone when the stream process is replaced, which it could not be told', async () => {
    const { url } = await playing();
    host.send({ type: 'renegotiate', session: session.id, code: 'stream-failed', message: 'again' });
    await host.settled();
    expect((await ask('DELETE', url)).statusCode).toBe(404);
  });

  test('that does not wait for its answer leaves nothing behind', async () => {
    const abort = new AbortController();
    const asked = fetch(`http://127.0.0.1:${gateway.port}/v1/sessions/${session.id}/whep`, {
      method: 'POST',
      headers: { 'content-type': 'application/sdp', authorization: `Bearer ${session.token}` },
      body: OFFER,
      signal: abort.signal,
    }).catch(() => 'aborted');
    const { viewer } = await host.next();
    abort.abort();
    expect(await asked).toBe('aborted');
    expect(await host.next()).toEqual({ type: 'end-viewer', session: session.id, viewer });
  });

  test('plays on when the gateway stops, and is refused where it still waits', async () => {
    const { viewer } = await playing();
    const asked = offer(session);
    await host.next();
    await gateway.stop();
    expect((await asked).json()).toMatchObject({ status: 503, code: 'unavailable' });
    await host.closed;
    expect(host.pending).not.toContainEqual(expect.objectContaining({ viewer }));
    await start();
  });

  test('may tell of candidates later, which change nothing', async () => {
    const { url, etag } = await playing();
    const fragment = 'a=ice-ufrag:abcd\r\nm=video 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:0\r\na=end-of-candidates\r\n';
    const patch = (headers: Record<string, string>, text = fragment) =>
      ask('PATCH', url, { 'content-type': FRAGMENT, ...headers }, text);
    expect((await patch({ 'if-match': etag })).statusCode).toBe(204);
    expect((await patch({})).statusCode).toBe(204);
    expect((await patch({ 'if-match': '"another"' })).statusCode).toBe(412);
    expect((await patch({}, 'candidate')).json()).toMatchObject({ status: 400, code: 'sdp-invalid' });
    expect((await patch({ 'content-type': 'application/json' }, '{}')).statusCode).toBe(415);
    expect((await patch({ authorization: 'Basic eA==' })).statusCode).toBe(401);
  });

  test('cannot restart ICE, and learns it', async () => {
    const { url } = await playing();
    const restart = 'a=ice-ufrag:efgh\r\na=ice-pwd:0123456789012345678901\r\n';
    const response = await ask('PATCH', url, { 'content-type': FRAGMENT, 'if-match': '*' }, restart);
    expect(response.statusCode).toBe(422);
  });

  test.each([
    ['no token', 401, { authorization: '' }],
    ['a token of another session', 401, { authorization: 'Bearer another-token-of-16-and-more' }],
    ['an answer that it does not read', 406, { accept: 'application/json, application/sdp;q=0' }],
    ['no SDP', 415, { 'content-type': 'application/json' }],
    ['a fragment', 415, { 'content-type': FRAGMENT }],
  ])('is refused with %s (%i)', async (_what, status, headers) => {
    const response = await offer(session, headers);
    expect(response.statusCode).toBe(status);
    expect(response.json()).toMatchObject({ code: expect.any(String) as string });
    expect(host.pending).toEqual([]);
  });

  test.each(['*/*', 'application/*', 'text/html, application/sdp;q=0.5'])(
    'may say that it reads %s',
    async (accept) => {
      const asked = offer(session, { accept });
      answer(await host.next());
      expect((await asked).statusCode).toBe(201);
    },
  );

  test('is refused in a session that is over, and with an offer that is empty or too large', async () => {
    expect((await offer(session, {}, '')).statusCode).toBe(400);
    expect((await offer(session, {}, OFFER.padEnd(32_769, ' '))).json()).toMatchObject({ status: 413 });
    await gateway.end(session);
    expect((await offer(session)).json()).toMatchObject({ status: 404, code: 'unknown-session' });
  });

  test.each([
    ['sdp-invalid', 400],
    ['sdp-no-h264', 406],
    ['no-capacity', 503],
    ['bad-token', 401],
  ])('hears from its host why not: %s (%i)', async (code, status) => {
    const asked = offer(session);
    const { viewer, peer } = await host.next();
    host.send({ type: 'viewer-error', session: session.id, viewer, peer, code, message: 'not like this' });
    const response = await asked;
    expect(response.json()).toMatchObject({ status, code });
  });

  test('does not wait for ever', async () => {
    await gateway.stop();
    await start({ timing: { whepAnswerWithin: 50 } });
    const response = await offer(session);
    expect(response.json()).toMatchObject({ status: 503, code: 'unavailable' });
    await host.settled();
    // Whether it was let in by then is a matter of how busy the machine is.
    expect([[], ['offer', 'end-viewer']]).toContainEqual(host.pending.map(({ type }) => type));
  });

  test('is told to come again where its session waits for a slot', async () => {
    await gateway.stop();
    await start({}, 1);
    const response = await offer(await gateway.createSession());
    expect(response.json()).toMatchObject({ status: 503, code: 'no-capacity' });
    expect(Number(response.headers['retry-after'])).toBeGreaterThan(0);
    expect(host.pending).toEqual([]);
  });

  test('is one of at most sixteen in a session', async () => {
    for (let player = 0; player < 16; player += 1) await playing();
    expect((await offer(session)).json()).toMatchObject({ status: 429, code: 'rate-limited' });
  });

  test('is nobody else to end: neither with another token nor by another session', async () => {
    const { url } = await playing();
    const other = await gateway.createSession();
    const authorization = `Bearer ${other.token}`;
    expect((await ask('DELETE', url, { authorization })).json()).toMatchObject({ status: 403, code: 'forbidden' });
    expect((await ask('DELETE', url.replace(session.id, other.id), { authorization })).statusCode).toBe(404);
    expect((await ask('DELETE', url)).statusCode).toBe(200);
  });

  test('may be a page of another origin that is allowed, which reads what it needs', async () => {
    const origin = 'https://shop.example';
    const url = `/v1/sessions/${session.id}/whep`;
    const preflight = await gateway.app.inject({ method: 'OPTIONS', url, headers: { origin } });
    expect(preflight.statusCode).toBe(204);
    expect(preflight.headers).toMatchObject({
      'accept-post': 'application/sdp',
      'access-control-allow-origin': origin,
      'access-control-allow-methods': expect.stringContaining('PATCH') as string,
      'access-control-allow-headers': expect.stringContaining('if-match') as string,
    });
    const asked = offer(session, { origin });
    answer(await host.next());
    const exposed = String((await asked).headers['access-control-expose-headers']);
    for (const name of ['location', 'etag', 'link']) expect(exposed).toContain(name);
  });

  test.each(['GET', 'HEAD', 'PUT'] as const)('gets 405 for %s, and which methods there are', async (method) => {
    const endpoint = `/v1/sessions/${session.id}/whep`;
    const [atEndpoint, atResource] = await Promise.all(
      [endpoint, `${endpoint}/x`].map((url) => gateway.app.inject({ method, url })),
    );
    expect([atEndpoint?.statusCode, atEndpoint?.headers.allow]).toEqual([405, 'POST, OPTIONS']);
    expect([atResource?.statusCode, atResource?.headers.allow]).toEqual([405, 'PATCH, DELETE, OPTIONS']);
  });
});
