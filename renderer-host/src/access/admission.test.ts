import { RemoteViewError } from '@remote-view/protocol';
import { describe, expect, it } from 'vitest';
import { Admission } from './admission.ts';
import { OWNER } from './testing/grants.ts';

/** An admission whose tokens are looked at as slowly as a test likes. */
function setUp() {
  const said: string[] = [];
  const looks = new Map<string, (good: boolean) => void>();
  const admission = new Admission({
    verify: async (token) => {
      const { promise, resolve } = Promise.withResolvers<boolean>();
      looks.set(token, resolve);
      if (await promise) return OWNER;
      throw new RemoteViewError('bad-token');
    },
    fault: ({ message }) => said.push(`fault: ${message}`),
  });
  const ask = (token: string, granted = (): unknown => said.push(`${token} in`)): void =>
    admission.ask(token, {
      granted: () => void granted(),
      refused: ({ code }) => said.push(`${token} ${code}`),
    });
  const settle = async (token: string, good: boolean): Promise<void> => {
    while (!looks.has(token)) await Promise.resolve();
    looks.get(token)!(good);
  };
  const done = (): Promise<void> => new Promise((resolve) => admission.inTurn(resolve));
  return { admission, said, ask, settle, done };
}

describe('Admission', () => {
  it('lets in who has a good token, and nobody else', async () => {
    const { said, ask, settle, done } = setUp();
    ask('a');
    ask('b');
    await settle('a', true);
    await settle('b', false);
    await done();
    expect(said).toEqual(['a in', 'b bad-token']);
  });

  it('keeps the order in which they asked, and what was to be done in between', async () => {
    const { admission, said, ask, settle, done } = setUp();
    ask('a');
    admission.inTurn(() => void said.push('a is told to go'));
    ask('b');
    await settle('a', true);
    await settle('b', true);
    await done();
    expect(said).toEqual(['a in', 'a is told to go', 'b in']);
  });

  it('refuses at once who comes where too many wait, and takes others again later', async () => {
    const { said, ask, settle, done } = setUp();
    for (let index = 0; index < 70; index++) ask(`v${index}`);
    expect(said).toEqual(Array.from({ length: 6 }, (_, index) => `v${index + 64} rate-limited`));
    for (let index = 0; index < 64; index++) await settle(`v${index}`, true);
    await done();
    ask('late');
    await settle('late', true);
    await done();
    expect(said.at(-1)).toBe('late in');
  });

  it('goes on behind what failed', async () => {
    const { said, ask, settle, done } = setUp();
    ask('a', () => {
      throw new Error('a bug');
    });
    ask('b');
    await settle('a', true);
    await settle('b', true);
    await done();
    expect(said).toEqual(['fault: a bug', 'b in']);
  });
});
