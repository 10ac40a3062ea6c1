/** Real processes, small ones. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Type } from '@remote-view/protocol';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { Child, childEnvironment, codeCache, type ChildOptions } from './child.ts';

const Message = Type.Union([
  Type.Object({ type: Type.Literal('heartbeat'), residentBytes: Type.Number() }),
  Type.Object({ type: Type.Literal('said'), text: Type.String() }),
]);

const folder = mkdtempSync(join(tmpdir(), 'remote-view-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let scripts = 0;
/** Keeps a script alive until its agent goes. */
const STAY = `process.on('message', () => {}); process.on('disconnect', () => process.exit());`;
const BEAT = (bytes: number): string =>
  `setInterval(() => process.send({ type: 'heartbeat', residentBytes: ${bytes} }), 20);`;

const children: TestChild[] = [];
afterEach(() => {
  for (const { child } of children.splice(0)) child.kill('the test is over');
});

class TestChild {
  readonly child: Child<typeof Message, { readonly type: string }>;
  readonly messages: unknown[] = [];
  readonly lines: string[] = [];
  readonly deaths: string[] = [];
  #wake = (): void => {};

  constructor(code: string, options: Partial<ChildOptions> = {}) {
    const path = join(folder, `${++scripts}.mjs`);
    writeFileSync(path, code);
    this.child = new Child(
      Message,
      {
        module: pathToFileURL(path),
        // Scripts of this test alone have no place in the user's cache.
        environment: { NODE_DISABLE_COMPILE_CACHE: '1' },
        heartbeatTimeout: 300,
        maxResidentBytes: 1_000,
        closeWithin: 100,
        ...options,
      },
      {
        message: (message) => this.#note(this.messages, message),
        died: (reason) => this.#note(this.deaths, reason),
        output: (line) => this.#note(this.lines, line),
      },
    );
    children.push(this);
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => (this.#wake = resolve));
  }

  async death(): Promise<string> {
    await this.until(() => this.deaths.length > 0);
    return this.deaths[0]!;
  }

  /** Resolves when its process is gone, which `close` tells nobody. */
  async gone(): Promise<void> {
    const { pid } = this.child;
    for (;;) {
      try {
        process.kill(pid!, 0);
      } catch {
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  #note<T>(list: T[], item: T): void {
    list.push(item);
    this.#wake();
  }
}

describe('Child', () => {
  it('gives on the messages that it knows, and lines of both outputs', async () => {
    const test = new TestChild(`console.log('out'); console.error('err');
      process.send({ type: 'said', text: 'hello' }); ${STAY}`);
    await test.until(() => test.messages.length === 1 && test.lines.length === 2);
    expect(test.messages).toEqual([{ type: 'said', text: 'hello' }]);
    expect(test.lines.toSorted()).toEqual(['err', 'out']);
  });

  it('gives on the line that it did not end, and a line without an end in pieces', async () => {
    const test = new TestChild(`process.stdout.write('x'.repeat(100_000) + '!');`);
    await test.death();
    await test.until(() => test.lines.at(-1)?.endsWith('!') === true);
    expect(test.lines.length).toBeGreaterThan(20);
    expect(test.lines.join('')).toHaveLength(100_001);
  });

  it('receives what it is sent', async () => {
    const test = new TestChild(`process.on('message', ({ type }) => process.send({ type: 'said', text: type }));`);
    test.child.send({ type: 'question' });
    await test.until(() => test.messages.length > 0);
    expect(test.messages).toEqual([{ type: 'said', text: 'question' }]);
  });

  it.each([
    ['its exit code', 'process.exit(3);', 'it exited with code 3'],
    ['the signal that ended it', `process.kill(process.pid, 'SIGTERM');`, 'it was ended by SIGTERM'],
    ['a native abort', 'process.abort();', 'it was ended by SIGABRT'],
  ])('says once that it died by itself, with %s', async (_name, code, reason) => {
    const test = new TestChild(code);
    expect(await test.death()).toBe(reason);
    test.child.kill('too late');
    test.child.send({ type: 'too late' });
    expect(test.deaths).toHaveLength(1);
  });

  it('is killed when it misses its heartbeat while it is watched', async () => {
    const test = new TestChild(
      `process.send({ type: 'said', text: 'up' }); process.on('message', () => { for (;;); });`,
    );
    await test.until(() => test.messages.length > 0);
    test.child.watch();
    test.child.send({ type: 'hang' });
    expect(await test.death()).toBe('it did not respond for 0.3 s');
  });

  it('lives as long as its heart beats', async () => {
    const test = new TestChild(`${BEAT(10)} process.on('message', () => setTimeout(() =>
      process.send({ type: 'said', text: 'later' }), 800)); process.send({ type: 'said', text: 'up' });`);
    await test.until(() => test.messages.length === 1);
    test.child.watch();
    test.child.send({ type: 'go' });
    await test.until(() => test.messages.length === 2);
    expect(test.deaths).toEqual([]);
  });

  it('is not blamed for the time in which this process itself did not run', async () => {
    const test = new TestChild(`${BEAT(10)} process.on('message', () =>
      process.send({ type: 'said', text: 'later' })); process.send({ type: 'said', text: 'up' });`);
    await test.until(() => test.messages.length === 1);
    test.child.watch();
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 800);
    test.child.send({ type: 'go' });
    await test.until(() => test.messages.length === 2 || test.deaths.length > 0);
    expect(test.deaths).toEqual([]);
  });

  it('may miss its heartbeat while nobody watches', async () => {
    const test = new TestChild(`${STAY} setTimeout(() => process.send({ type: 'said', text: 'later' }), 600);`);
    test.child.watch();
    test.child.unwatch();
    await test.until(() => test.messages.length > 0);
    expect(test.deaths).toEqual([]);
  });

  it('is killed when it uses more memory than allowed, watched or not', async () => {
    const test = new TestChild(`${BEAT(5 * 2 ** 20)} ${STAY}`);
    expect(await test.death()).toBe('it used 5 MB of memory, and may use 0');
  });

  it('says so where its JavaScript objects filled their share of the memory', async () => {
    const test = new TestChild('const kept = []; for (;;) kept.push(new Array(1e4).fill({}));', {
      nodeOptions: ['--max-old-space-size=24'],
    });
    expect(await test.death()).toBe('its JavaScript objects filled the memory that a scene may use');
  });

  it('gives on no heartbeat', async () => {
    const test = new TestChild(`process.send({ type: 'heartbeat', residentBytes: 1 });
      process.send({ type: 'said', text: 'after' }); ${STAY}`);
    await test.until(() => test.messages.length > 0);
    expect(test.messages).toEqual([{ type: 'said', text: 'after' }]);
  });

  it('is killed when it keeps sending what nobody knows, and lives when it does so now and then', async () => {
    const send = (count: number): string => `for (let i = 0; i < ${count}; i++) process.send({ type: 'nonsense', i });`;
    const some = new TestChild(`${send(19)} process.send({ type: 'said', text: 'still here' }); ${STAY}`);
    await some.until(() => some.messages.length > 0);
    expect(some.messages).toHaveLength(1);
    const many = new TestChild(`${send(20)} ${STAY}`);
    expect(await many.death()).toBe('it sent messages that nobody knows');
  });

  it('is killed when it does not read what it is sent', async () => {
    const test = new TestChild(`process.send({ type: 'said', text: 'up' }); for (;;);`);
    await test.until(() => test.messages.length > 0);
    const message = { type: 'x'.repeat(2 ** 20) };
    for (let sent = 0; sent < 100; sent++) test.child.send(message);
    expect(await test.death()).toBe('it did not read what it was sent');
  });

  it('may be sent any amount as long as it reads', async () => {
    const test = new TestChild(`process.on('message', ({ type }) => process.send({ type: 'said', text: type[0] }));`);
    const message = { type: 'x'.repeat(2 ** 20) };
    for (let sent = 0; sent < 24; sent++) {
      test.child.send(message);
      await test.until(() => test.messages.length > sent);
    }
    expect(test.deaths).toEqual([]);
  });

  it('that is closed is asked to end, and its end is no death', async () => {
    const test = new TestChild(`process.send({ type: 'said', text: 'up' });
      process.on('message', ({ type }) => { console.log(type); process.exit(0); });`);
    await test.until(() => test.messages.length > 0);
    test.child.close({ type: 'stop' });
    test.child.close({ type: 'stop' });
    await test.until(() => test.lines.includes('stop'));
    await test.gone();
    expect(test.deaths).toEqual([]);
  });

  it('that is closed and does not end is made to', async () => {
    const test = new TestChild(
      `process.send({ type: 'said', text: 'up' }); process.on('message', () => { for (;;); });`,
    );
    await test.until(() => test.messages.length > 0);
    test.child.close({ type: 'stop' });
    await test.gone();
    expect(test.deaths).toEqual([]);
  });

  it('tells its new owner, and no longer the old one, once it was adopted', async () => {
    const test = new TestChild(
      `process.on('message', () => process.exit(7)); process.send({ type: 'said', text: 'up' });`,
    );
    await test.until(() => test.messages.length > 0);
    const died = Promise.withResolvers<string>();
    test.child.adopt({ message: () => {}, output: () => {}, died: died.resolve });
    test.child.send({ type: 'go' });
    expect(await died.promise).toBe('it exited with code 7');
    expect(test.deaths).toEqual([]);
  });

  it('that cannot be run at all dies with a code', async () => {
    expect(await new TestChild('import "no-such-package";').death()).toBe('it exited with code 1');
  });
});

describe('the environment of a child', () => {
  it('has what programs need and what is added, and none of the operator’s secrets', () => {
    process.env['REMOTE_VIEW_HOST_KEY'] = 'secret';
    process.env['AWS_SECRET_ACCESS_KEY'] = 'secret';
    process.env['VK_TEST'] = 'driver';
    try {
      const environment = childEnvironment({ REMOTE_VIEW_RENDER: '{}' });
      expect(environment).toMatchObject({ PATH: process.env['PATH'], REMOTE_VIEW_RENDER: '{}', VK_TEST: 'driver' });
      expect(Object.values(environment)).not.toContain('secret');
    } finally {
      for (const name of ['REMOTE_VIEW_HOST_KEY', 'AWS_SECRET_ACCESS_KEY', 'VK_TEST']) delete process.env[name];
    }
  });

  it('keeps native memory from growing where all was freed', () => {
    expect(childEnvironment({})).toMatchObject({ MALLOC_MMAP_THRESHOLD_: '65536', MALLOC_TRIM_THRESHOLD_: '65536' });
  });
});

describe('the folder of compiled code', () => {
  it.each([
    ['is in the home of the user', { HOME: '/home/a' }, join('/home/a', '.cache', 'remote-view', 'code')],
    ['is where the user keeps caches', { HOME: '/home/a', XDG_CACHE_HOME: '/c' }, join('/c', 'remote-view', 'code')],
    ['is there on Windows, too', { LOCALAPPDATA: '/local' }, join('/local', 'remote-view', 'code')],
    ['is the one that the operator names', { HOME: '/home/a', NODE_COMPILE_CACHE: '/code' }, '/code'],
    ['is nowhere without a home', {}, undefined],
    ['is nowhere where the operator wants none', { HOME: '/home/a', NODE_DISABLE_COMPILE_CACHE: '1' }, undefined],
    ['is nowhere while coverage is counted', { HOME: '/home/a', NODE_V8_COVERAGE: '/coverage' }, undefined],
  ])('%s', (_case, env, folder) => {
    expect(codeCache(env).NODE_COMPILE_CACHE).toBe(folder);
  });
});
