/** Real sockets on loopback. */
import { PROTOCOL_VERSION, type hostLink, type RemoteViewError } from '@remote-view/protocol';
import { afterEach, describe, expect, it } from 'vitest';
import { GatewayLink } from './gateway-link.ts';
import { createLog } from './log.ts';
import { FakeGateway } from './testing/fake-gateway.ts';

const closing: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

async function fakeGateway(): Promise<FakeGateway> {
  const gateway = await FakeGateway.listen();
  closing.push(() => gateway.close());
  return gateway;
}

/** A link whose host counts its registrations in `capacity`. */
function linkTo(gateways: readonly { readonly url: string }[], key: string | undefined = 'a key') {
  const messages: hostLink.GatewayToHost[] = [];
  const refused = Promise.withResolvers<RemoteViewError>();
  const lines: string[] = [];
  let registrations = 0;
  const link = new GatewayLink(
    {
      urls: gateways.map(({ url }) => url),
      key,
      log: createLog((line) => lines.push(line)),
      registration: () => ({
        type: 'register',
        version: PROTOCOL_VERSION,
        host: 'host-1',
        incarnation: 'first',
        capacity: ++registrations,
        scenes: [],
        machine: { adapter: '', software: true, encoder: '' },
        sessions: [],
      }),
    },
    { message: (message) => messages.push(message), refused: refused.resolve },
  );
  closing.push(() => link.close());
  return { link, messages, lines, refused: refused.promise };
}

describe('the link to the gateways', () => {
  it('is to the first, and to the next when that is gone, where it registers anew', async () => {
    const [first, second] = await Promise.all([fakeGateway(), fakeGateway()]);
    const { link } = linkTo([first, second]);
    expect(await first.told('register')).toMatchObject({ capacity: 1 });
    expect(link.url).toBe(first.url);
    await first.close();
    expect(await second.told('register')).toMatchObject({ capacity: 2 });
    expect(link.url).toBe(second.url);
  });

  it('goes round until a gateway answers', async () => {
    const [gone, there] = await Promise.all([fakeGateway(), fakeGateway()]);
    await gone.close();
    linkTo([gone, there]);
    await there.told('register');
    there.cut();
    await there.until(() => there.connections === 2);
  });

  it('goes on at the next gateway where one does not know the key, and ends where none does', async () => {
    const [first, second] = await Promise.all([fakeGateway(), fakeGateway()]);
    first.refuseWith = 401;
    const { refused } = linkTo([first, second]);
    await second.told('register');
    second.refuseWith = 403;
    second.cut();
    expect(await refused).toMatchObject({
      code: 'unauthorized',
      message: expect.stringMatching(/refused the host key/u),
    });
  });

  it('says that it has no key where the gateway asks for one', async () => {
    const gateway = await fakeGateway();
    gateway.refuseWith = 401;
    const { refused } = linkTo([gateway], '');
    expect((await refused).message).toContain('REMOTE_VIEW_HOST_KEY');
  });

  it('ends where the gateway speaks another version', async () => {
    const gateway = await fakeGateway();
    const { refused } = linkTo([gateway]);
    await gateway.told('register');
    gateway.send({ type: 'error', code: 'unsupported-version', message: 'Too old.' });
    expect(await refused).toMatchObject({ code: 'unsupported-version' });
  });

  it('drops what is said before the gateway has taken the host', async () => {
    const gateway = await fakeGateway();
    const { link, messages } = linkTo([gateway]);
    link.send({ type: 'session-ready', session: 'early' });
    await gateway.told('register');
    while (messages.length === 0) await new Promise((resolve) => setImmediate(resolve));
    link.send({ type: 'session-ready', session: 'late' });
    expect(await gateway.told('session-ready')).toMatchObject({ session: 'late' });
  });

  it('goes on behind what it does not understand', async () => {
    const gateway = await fakeGateway();
    const { messages, lines } = linkTo([gateway]);
    await gateway.told('register');
    gateway.send({ type: 'fireworks' } as unknown as hostLink.GatewayToHost);
    gateway.send({ type: 'end', session: 's', code: 'session-ended' });
    while (messages.at(-1)?.type !== 'end') await new Promise((resolve) => setImmediate(resolve));
    expect(lines.join('\n')).toContain('the gateway sent something unknown');
  });
});
