import { decodeHostData, FILE_LIMITS, type HostData } from '@remote-view/protocol';
import { describe, expect, it } from 'vitest';
import type { FileFromScene } from '../../link/file-messages.ts';
import type { SceneFile } from '../sdk/files.ts';
import { FileInbox } from './file-inbox.ts';

class Session {
  readonly told: FileFromScene[] = [];
  readonly pages: HostData[] = [];
  readonly files: SceneFile[] = [];
  complete = 0;
  readonly inbox = new FileInbox({
    send: (bytes) => this.pages.push(decodeHostData(bytes)),
    tellStream: (message) => this.told.push(message),
    complete: () => this.complete++,
  });

  accepting(): this {
    this.inbox.sdk.accept({ types: ['.glb'], maxBytes: 1_000_000 });
    this.inbox.sdk.onFile((file) => void this.files.push(file));
    return this;
  }

  offer(size: number, { viewer = 1, file = 1, name = 'a.glb', mime = '' } = {}): void {
    this.inbox.receive({ type: 'file-offered', viewer, file, size, name, mime }, new Uint8Array());
  }

  piece(bytes: Uint8Array, viewer = 1, file = 1): void {
    this.inbox.receive({ type: 'file-piece', viewer, file }, bytes);
  }

  /** Hands over what is complete, and lets promises settle. */
  async deliver(): Promise<void> {
    this.inbox.deliver();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const refused = (text: RegExp): unknown =>
  expect.objectContaining({ type: 'file-refused', code: 'file-refused', text: expect.stringMatching(text) });

describe('what a scene accepts', () => {
  it('is told to all pages, and to who comes later', () => {
    const session = new Session();
    session.inbox.heard(1);
    expect(session.pages).toEqual([]);
    session.accepting();
    const rules = { type: 'files', maxBytes: 1_000_000, multiple: false, accept: ['.glb'] };
    expect(session.pages).toEqual([rules]);
    session.inbox.heard(1);
    session.inbox.heard(2);
    expect(session.pages).toEqual([rules, rules]);
    session.inbox.sdk.accept(null);
    expect(session.pages.at(-1)).toMatchObject({ maxBytes: 0 });
  });

  it.each([
    [{ maxBytes: 0 }],
    [{ maxBytes: 1.5 }],
    [{ maxBytes: FILE_LIMITS.totalBytes + 1 }],
    [{ types: Array<string>(FILE_LIMITS.types + 1).fill('.a') }],
    [{ types: ['x'.repeat(FILE_LIMITS.typeChars + 1)] }],
  ])('is no more than a page can be told: %j', (files) => {
    expect(() => new Session().inbox.sdk.accept(files)).toThrow(/accepted|maxBytes/);
  });
});

describe('a file that is offered', () => {
  it('is refused where the scene takes none, or listens to none', () => {
    const session = new Session();
    session.offer(1);
    session.inbox.sdk.accept({});
    session.offer(1);
    expect(session.told).toEqual([refused(/takes no files/), refused(/takes no files/)]);
  });

  it('is refused where it is another kind or too large', () => {
    const session = new Session().accepting();
    session.offer(1, { name: 'a.txt' });
    session.offer(1_000_001);
    expect(session.told).toEqual([refused(/takes \.glb/), refused(/at most 977 KiB/)]);
  });
});

describe('a file that comes', () => {
  it('reaches the scene whole, with the next frame', async () => {
    const session = new Session().accepting();
    session.offer(5, { viewer: 4, mime: 'model/gltf-binary' });
    session.piece(Uint8Array.of(1, 2), 4);
    session.piece(Uint8Array.of(3, 4, 5), 4);
    expect(session.complete).toBe(1);
    expect(session.files).toEqual([]);
    await session.deliver();
    expect(session.files).toEqual([
      { name: 'a.glb', type: 'model/gltf-binary', bytes: Uint8Array.of(1, 2, 3, 4, 5), viewer: 4 },
    ]);
    expect(session.told).toEqual([
      { type: 'file-read', viewer: 4, file: 1, bytes: 0 },
      { type: 'file-read', viewer: 4, file: 1, bytes: 5 },
      { type: 'file-taken', viewer: 4, file: 1 },
    ]);
  });

  it('may be empty', async () => {
    const session = new Session().accepting();
    session.offer(0);
    await session.deliver();
    expect(session.files[0]?.bytes).toHaveLength(0);
  });

  it('tells how far it was read, not after every piece', () => {
    const session = new Session().accepting();
    session.offer(1_000_000);
    for (let sent = 0; sent < 1_000_000; sent += 10_000) session.piece(new Uint8Array(10_000));
    expect(session.told.length).toBeLessThan(12);
    expect(session.told.at(-1)).toMatchObject({ type: 'file-read', bytes: 1_000_000 });
  });

  it('is refused with what the scene throws or rejects with, and the scene goes on', async () => {
    const session = new Session();
    session.inbox.sdk.accept({});
    const stop = session.inbox.sdk.onFile(() => {
      throw new Error('This is no model.');
    });
    session.offer(0);
    await session.deliver();
    stop();
    session.inbox.sdk.onFile(async () => Promise.reject(new Error('Nor is this.')));
    session.offer(0, { file: 2 });
    await session.deliver();
    const refusals = session.told.filter(({ type }) => type === 'file-refused');
    expect(refusals).toMatchObject([
      { file: 1, code: 'file-failed', text: 'This is no model.' },
      { file: 2, code: 'file-failed', text: 'Nor is this.' },
    ]);
  });

  it.each([
    [
      'its viewer takes it back',
      (session: Session) => session.inbox.receive({ type: 'file-ended', viewer: 1, file: 1 }, new Uint8Array()),
    ],
    ['its viewer is gone', (session: Session) => session.inbox.gone(1)],
    ['viewers are numbered anew', (session: Session) => session.inbox.forgetViewers()],
  ])('is forgotten when %s', async (_name, end) => {
    const session = new Session().accepting();
    session.offer(2);
    session.piece(Uint8Array.of(1));
    end(session);
    session.piece(Uint8Array.of(2));
    await session.deliver();
    expect(session.files).toEqual([]);
    session.offer(1);
    session.piece(Uint8Array.of(1));
    end(session);
    await session.deliver();
    expect(session.files).toEqual([]);
  });

  it('is not mixed up with that of another viewer', async () => {
    const session = new Session().accepting();
    session.offer(2, { viewer: 1 });
    session.offer(2, { viewer: 2 });
    session.piece(Uint8Array.of(1), 1);
    session.piece(Uint8Array.of(2), 2);
    session.piece(Uint8Array.of(3), 2);
    session.piece(Uint8Array.of(4), 1);
    await session.deliver();
    expect(session.files.map(({ viewer, bytes }) => [viewer, ...bytes])).toEqual([
      [2, 2, 3],
      [1, 1, 4],
    ]);
  });
});
