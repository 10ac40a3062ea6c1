import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Harness, joinOf, type Client, type Received } from '../testing/harness.ts';

const TURN_TTL_SECONDS = 600;

let gateway: Harness;
beforeEach(async () => {
  gateway = await Harness.start({
    ...{ turnUrls: ['turn:127.0.0.1:3478'], turnSecret: 's'.repeat(32), turnTtl: TURN_TTL_SECONDS },
    ...{ timing: { beatEvery: 50, tickEvery: 25 }, maxQueued: 10 },
  });
});
afterEach(async () => {
  vi.useRealTimers();
  await gateway.stop();
});

function goodUntil({ iceServers }: Received): number {
  return Number((iceServers as { readonly username: string }[])[0]?.username.split(':', 1)[0]);
}

async function next(viewer: Client, type: string): Promise<Received> {
  for (;;) {
    const message = await viewer.next();
    if (message.type === type) return message;
  }
}

test('who has waited for longer than its credentials are good gets fresh ones with its turn', async () => {
  await gateway.host({ capacity: 1 });
  const first = await gateway.createSession();
  const second = await gateway.createSession();
  const viewer = await gateway.viewer();
  viewer.send(joinOf(second));
  const joined = await next(viewer, 'joined');
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 2 * TURN_TTL_SECONDS * 1_000 });
  await gateway.end(first);
  const admitted = await next(viewer, 'admitted');
  expect(goodUntil(admitted)).toBeGreaterThanOrEqual(goodUntil(joined) + 2 * TURN_TTL_SECONDS);
});
