import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ERRORS, type ErrorCode, type rest } from '@remote-view/protocol';
import { afterEach, describe, expect, it } from 'vitest';
import {
  assertSceneName,
  createSession,
  endSession,
  locateGateway,
  readableText,
  readCredentials,
  readProblem,
  reasonOf,
  refusalOf,
} from './gateway.ts';

const page = 'http://page.example/some/article.html?x=1';

const problem = (status: number, code: ErrorCode, detail: string): rest.Problem => ({
  type: `urn:remote-view:${code}`,
  title: ERRORS[code].text,
  status,
  detail,
  code,
  instance: 'urn:uuid:0f8fad5b-d9cb-469f-a165-70867728950e',
});

describe('the address of the gateway', () => {
  it('is the origin of the page or module where no src is given', () => {
    expect(locateGateway('', page).sessions.href).toBe('http://page.example/v1/sessions');
    expect(locateGateway('', page).signal.href).toBe('ws://page.example/v1/signal');
  });

  it('is what src says, with or without a slash at its end', () => {
    expect(locateGateway('https://gw.example', page).signal.href).toBe('wss://gw.example/v1/signal');
    expect(locateGateway('https://gw.example:8443/view', page).sessions.href).toBe(
      'https://gw.example:8443/view/v1/sessions',
    );
    expect(locateGateway('/view/', page).sessions.href).toBe('http://page.example/view/v1/sessions');
  });

  it('keeps neither query nor fragment', () => {
    expect(locateGateway('https://gw.example/?a=b#c', page).sessions.href).toBe('https://gw.example/v1/sessions');
  });

  it.each(['ftp://gw.example', 'http://', 'javascript:alert(1)'])('is refused as %s', (src) => {
    expect(() => locateGateway(src, page)).toThrow(expect.objectContaining({ code: 'bad-configuration' }));
  });
});

describe('asking for a session', () => {
  let server: Server | undefined;

  afterEach(() => {
    server?.close();
    server = undefined;
  });

  async function answering(
    status: number,
    body: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<string> {
    server = createServer((_request, response) => response.writeHead(status, headers).end(body));
    await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  async function ask(src: string): Promise<unknown> {
    return createSession(locateGateway(src, page), { scene: 'demo' }, AbortSignal.timeout(2_000));
  }

  it('returns its id, token and ICE servers', async () => {
    const body = {
      id: 'abc',
      token: 'x'.repeat(32),
      scene: 'demo',
      state: 'starting',
      iceServers: [{ urls: ['stun:stun.example'] }],
    };
    const src = await answering(201, JSON.stringify(body));
    expect(await ask(src)).toEqual({ session: 'abc', token: body.token, iceServers: body.iceServers });
  });

  it("passes the gateway's own reason on", async () => {
    const src = await answering(503, JSON.stringify(problem(503, 'no-capacity', 'Full.')));
    await expect(ask(src)).rejects.toMatchObject({ code: 'no-capacity', message: 'Full.' });
  });

  it.each([
    ['7', 7_000],
    ['0', 0],
    ['Wed, 21 Oct 2026 07:28:00 GMT', undefined],
    ['', undefined],
    ['-1', undefined],
  ])('keeps how long the gateway asks to wait: %j', async (header, retryAfter) => {
    const src = await answering(503, JSON.stringify(problem(503, 'unavailable', 'Busy.')), { 'retry-after': header });
    const reason = reasonOf(await ask(src).catch((error: unknown) => error));
    expect(reason).toEqual({ code: 'unavailable', text: 'Busy.', ...(retryAfter !== undefined && { retryAfter }) });
  });

  it('says when nobody answers', async () => {
    const src = await answering(201, '');
    server!.close();
    await expect(ask(src)).rejects.toMatchObject({ code: 'gateway-unreachable' });
  });

  it('says when something else than a gateway answers', async () => {
    const src = await answering(200, '<!doctype html>');
    const message = `What answers at ${src}/v1/sessions is no Remote View gateway. Correct 'src'.`;
    await expect(ask(src)).rejects.toMatchObject({ code: 'bad-configuration', message });
    const asked = createSession(
      locateGateway('', `${src}/remote-view.js`),
      { scene: 'demo' },
      AbortSignal.timeout(2_000),
    );
    await expect(asked).rejects.toMatchObject({ message: expect.stringContaining("Set 'src'") as string });
  });

  it("hears why its page is refused, from a gateway alone that refuses the page's origin", async () => {
    const why = async (src: string): Promise<unknown> =>
      refusalOf(locateGateway(src, page), AbortSignal.timeout(2_000));
    const refusal = problem(403, 'origin-refused', 'Name it.');
    expect(await why(await answering(403, JSON.stringify(refusal)))).toMatchObject({ code: 'origin-refused' });
    server!.close();
    expect(await why(await answering(502, 'Bad gateway'))).toBeNull();
    server!.close();
    expect(await why('http://127.0.0.1:1')).toBeNull();
  });
});

describe('what a backend gave the page', () => {
  const token = 'x'.repeat(43);

  it('is a session and its token, or neither', () => {
    expect(readCredentials('abc', token)).toEqual({ session: 'abc', token });
    expect(readCredentials('', '')).toBeNull();
  });

  it.each([
    ['abc', '', 'bad-configuration', "no 'token'"],
    ['', token, 'bad-configuration', "no 'session'"],
    ['abc', 'undefined', 'bad-token', 'token is wrong'],
    ['no id at all', token, 'unknown-session', 'no such session'],
  ])('is refused where session is %j and token is %j: %s', (session, given, code, text) => {
    const error = { code, message: expect.stringContaining(text) as string };
    expect(() => readCredentials(session, given)).toThrow(expect.objectContaining(error));
  });
});

describe('ending a session', () => {
  it('names it in the address and shows its token, and throws nothing where nobody answers', async () => {
    const heard = Promise.withResolvers<IncomingMessage>();
    const server = createServer((request, response) => {
      heard.resolve(request);
      response.writeHead(204).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const src = `http://127.0.0.1:${(server.address() as AddressInfo).port}/view`;
    endSession(locateGateway(src, page), { session: 'abc', token: 'x'.repeat(32) });
    const { method, url, headers } = await heard.promise;
    expect([method, url, headers.authorization]).toEqual([
      ...['DELETE', '/view/v1/sessions/abc', `Bearer ${'x'.repeat(32)}`],
    ]);
    await new Promise((resolve) => server.close(resolve));
    expect(() => endSession(locateGateway(src, page), { session: 'abc', token: 'x' })).not.toThrow();
  });
});

describe('the name of a scene', () => {
  it('is checked before anyone is asked for it', () => {
    expect(() => assertSceneName('configurator')).not.toThrow();
    expect(() => assertSceneName('')).toThrow('neither a scene nor a session');
    expect(() => assertSceneName('No Such Scene')).toThrow(expect.objectContaining({ code: 'bad-configuration' }));
  });
});

describe('a problem without a code', () => {
  it('is worth another try when a proxy sends it, and is not when the address is wrong', () => {
    const gateway = locateGateway('', page);
    expect(readProblem(502, 'Bad gateway', gateway).code).toBe('gateway-unreachable');
    expect(readProblem(404, '<html>', gateway).code).toBe('bad-configuration');
  });
});

describe('a text for people', () => {
  it('has no context of the log at its end', () => {
    expect(readableText('No host offers [this] scene. [scene:x, host:y]')).toBe('No host offers [this] scene.');
    expect(readableText('Plain.')).toBe('Plain.');
  });
});
