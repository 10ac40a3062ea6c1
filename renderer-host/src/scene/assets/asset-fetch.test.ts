/** The scene's `fetch` and `Request`, with Node's own below and a server that runs here. */
import type { RemoteViewError } from '@remote-view/protocol';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { AssetAccess } from './asset-access.ts';
import { AssetFailures } from './asset-failures.ts';
import { assetFetch, type FetchRealm } from './asset-fetch.ts';
import { requestClass } from './asset-request.ts';

const folder = mkdtempSync(join(tmpdir(), 'remote-view-fetch-'));
writeFileSync(join(folder, 'a.json'), '{"answer": 42}');
writeFileSync(join(folder, 'large.bin'), new Uint8Array(3_000_000).fill(7));

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function setUp(origins: readonly string[] = [], maxBytes?: number) {
  const log: string[] = [];
  const fatal: RemoteViewError[] = [];
  const access = new AssetAccess(maxBytes);
  access.allowFolder(folder);
  for (const origin of origins) access.allowOrigin(origin);
  const realm: FetchRealm = {
    access,
    failures: new AssetFailures(
      (line) => log.push(line),
      (error) => fatal.push(error),
    ),
    base: pathToFileURL(`${folder}/`),
    blobs: new WeakMap(),
    lastRead: '',
  };
  return {
    realm,
    log,
    fatal,
    fetch: assetFetch(realm, globalThis.fetch),
    Request: requestClass(realm),
  };
}

describe('a file that is fetched', () => {
  it('comes with its type and its length', async () => {
    const { fetch, realm } = setUp();
    const response = await fetch('./a.json');
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toEqual({
      'content-type': 'application/json',
      'content-length': '14',
    });
    expect(await response.json()).toEqual({ answer: 42 });
    expect(realm.lastRead).toBe('a.json');
  });

  it('comes by a Request too, as FileLoader asks', async () => {
    const { fetch, Request } = setUp();
    const request = new Request('a.json', { headers: new Headers(), credentials: 'same-origin' });
    expect(request.url).toBe(pathToFileURL(join(folder, 'a.json')).href);
    expect(await (await fetch(request)).text()).toContain('42');
    expect(new Request(request, { method: 'head' })).toMatchObject({ url: request.url, method: 'HEAD' });
  });

  it('is asked for with a Request that is read like any other', async () => {
    const { Request } = setUp();
    const request = new Request('https://models.example/a', {
      method: 'post',
      body: '{"a":1}',
      headers: { 'x-a': '1' },
    });
    expect([request.method, request.headers.get('x-a'), request.signal.aborted]).toEqual(['POST', '1', false]);
    expect([await request.json(), await request.clone().text()]).toEqual([{ a: 1 }, '{"a":1}']);
    expect([(await request.blob()).size, (await request.arrayBuffer()).byteLength]).toEqual([7, 7]);
  });

  it('is read to its end when it is large', async () => {
    const { fetch } = setUp();
    const bytes = new Uint8Array(await (await fetch('large.bin')).arrayBuffer());
    expect(bytes.length).toBe(3_000_000);
    expect(bytes.every((byte) => byte === 7)).toBe(true);
  });

  it('gives its name to its blob, for a decoder to complain with', async () => {
    const { fetch, realm } = setUp();
    const blob = await (await fetch('a.json')).blob();
    expect(realm.blobs.get(blob)).toMatchObject({ name: 'a.json' });
  });

  it('cannot be sent to', async () => {
    const { fetch } = setUp();
    await expect(fetch('a.json', { method: 'PUT', body: 'x' })).rejects.toMatchObject({ code: 'asset-refused' });
  });

  it('is not there: an error with its name, which ends a set-up and is only told later', async () => {
    const { fetch, realm, log, fatal } = setUp();
    const error = await fetch('none.png').catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'asset-failed', message: "There is no asset 'none.png'." });
    expect(fatal).toEqual([error]);
    realm.failures.setUpDone();
    await expect(fetch('other.png')).rejects.toThrow('other.png');
    await expect(fetch('other.png')).rejects.toThrow('other.png');
    expect(fatal).toHaveLength(1);
    expect(log).toEqual(["There is no asset 'none.png'.", "There is no asset 'other.png'."]);
  });

  it('is not there, and the scene takes it upon itself', async () => {
    const { fetch, realm, log, fatal } = setUp();
    const told: string[] = [];
    const stop = realm.failures.listen(({ message }) => told.push(message));
    await expect(fetch('none.png')).rejects.toThrow();
    expect([told, log, fatal]).toEqual([["There is no asset 'none.png'."], [], []]);
    stop();
    await expect(fetch('none.png')).rejects.toThrow();
    expect([told.length, fatal.length]).toEqual([1, 1]);
  });

  it('that the scene gives up is no failure, before it is opened and in its middle', async () => {
    const { fetch, log, fatal } = setUp();
    const given = new AbortController();
    const reader = (await fetch('large.bin', { signal: given.signal })).body!.getReader();
    expect((await reader.read()).value?.length).toBe(2 ** 20);
    given.abort(new Error('enough'));
    await expect(reader.read()).rejects.toThrow('enough');
    const left = (await fetch('large.bin')).body!.getReader();
    await left.read();
    await left.cancel();
    await expect(fetch('a.json', { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
    expect([log, fatal]).toEqual([[], []]);
  });
});

describe('an address on the network', () => {
  it('is fetched from an origin on the list, with method, headers and body', async () => {
    const seen: unknown[] = [];
    const origin = await serve((request, response) => {
      request.setEncoding('utf8');
      let body = '';
      request.on('data', (text: string) => (body += text));
      request.on('end', () => {
        seen.push([request.method, request.headers['x-key'], body]);
        response.end('pixels');
      });
    });
    const { fetch, Request } = setUp([origin]);
    expect(await (await fetch(`${origin}/a.png`)).text()).toBe('pixels');
    await fetch(origin, { method: 'POST', headers: { 'x-key': 'k' }, body: 'sent' });
    await fetch(new Request(origin, { headers: { 'x-key': 'r' } }));
    await fetch(new Request(origin, { method: 'PUT', body: 'put' }));
    expect(seen).toEqual([
      ['GET', undefined, ''],
      ['POST', 'k', 'sent'],
      ['GET', 'r', ''],
      ['PUT', undefined, 'put'],
    ]);
  });

  it('is refused at any other origin, before a byte is sent, and the error says what to allow', async () => {
    let asked = 0;
    const origin = await serve((_request, response) => {
      asked++;
      response.end();
    });
    const { fetch, fatal } = setUp(['https://models.example']);
    await expect(fetch(`${origin}/a.png?key=1`)).rejects.toMatchObject({
      code: 'asset-refused',
      message: expect.stringMatching(new RegExp(`'${origin}/a.png': ${origin} is not in "assets.origins"`, 'u')),
    });
    expect([asked, fatal.length]).toEqual([0, 1]);
  });

  it('does not lead by a redirect to an origin that is not allowed, or to a file', async () => {
    let asked = 0;
    const other = await serve((_request, response) => {
      asked++;
      response.end('secret');
    });
    let target = `${other}/secret`;
    const origin = await serve((request, response) => {
      if (request.url === '/here') response.end('here');
      else response.writeHead(302, { location: target }).end();
    });
    const { fetch } = setUp([origin]);
    await expect(fetch(origin)).rejects.toMatchObject({ code: 'asset-refused' });
    target = pathToFileURL(join(folder, 'a.json')).href;
    await expect(fetch(origin)).rejects.toMatchObject({ code: 'asset-refused' });
    target = '/here';
    expect(await (await fetch(origin)).text()).toBe('here');
    target = '/circle';
    await expect(fetch(origin)).rejects.toMatchObject({ code: 'asset-failed' });
    await expect(fetch(origin, { method: 'POST' })).rejects.toThrow(TypeError);
    expect(asked).toBe(0);
  });

  it('that answers with an error or not at all is the scene’s business, and a line in the log', async () => {
    const origin = await serve((_request, response) => response.writeHead(404).end());
    const { fetch, log, fatal } = setUp([origin, 'http://127.0.0.1:1']);
    expect((await fetch(`${origin}/a.png`)).status).toBe(404);
    await expect(fetch('http://127.0.0.1:1/b.png')).rejects.toThrow(TypeError);
    expect(log).toEqual([
      `'${origin}/a.png' was answered with 404.`,
      expect.stringContaining("'http://127.0.0.1:1/b.png'"),
    ]);
    expect(fatal).toEqual([]);
  });

  it('that sends more than an asset may have is an error with its name, for a file as for a server', async () => {
    let sent = 0;
    const origin = await serve((request, response) => {
      const send = (): void => {
        sent += 400;
        if (request.url === '/small' && sent >= 800) response.end();
        else if (!response.destroyed) response.write(new Uint8Array(400), () => setImmediate(send));
      };
      response.on('error', () => {});
      if (request.url === '/none') response.writeHead(204).end();
      else send();
    });
    const { fetch, realm, fatal } = setUp([origin], 1_000);
    const small = await fetch(`${origin}/small`);
    expect([small.url, small.status, (await small.arrayBuffer()).byteLength]).toEqual([`${origin}/small`, 200, 400]);
    expect((await fetch(`${origin}/none`)).body).toBeNull();
    await expect((await fetch(`${origin}/endless`)).blob()).rejects.toMatchObject({ code: 'asset-failed' });
    expect(fatal.map(({ message }) => message)).toEqual([expect.stringContaining(`'${origin}/endless' is larger`)]);
    realm.failures.setUpDone();
    await expect(fetch('large.bin')).rejects.toThrow(/'large\.bin' is larger than/u);
  });

  it.each(['ftp://127.0.0.1/a.png', 'javascript:1', 'node:fs'])(
    'has a scheme that is known, unlike %s',
    async (url) => {
      await expect(setUp().fetch(url)).rejects.toMatchObject({ code: 'asset-refused' });
    },
  );
});

describe('an address that carries its bytes', () => {
  it('is read without any rule', async () => {
    const { fetch } = setUp();
    expect(await (await fetch('data:text/plain,hello')).text()).toBe('hello');
    const url = URL.createObjectURL(new Blob(['inside']));
    expect(await (await fetch(url)).text()).toBe('inside');
  });
});
