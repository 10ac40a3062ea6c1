import { encodeFileData, FILE_LIMITS, type FileData } from '@remote-view/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FileBudget } from './file-budget.ts';
import { FileGate, type FileEffect } from './file-gate.ts';

const SIZE = 1_000_000;
const VIEWER = 3;

const piece = (file: number, bytes: number): Uint8Array =>
  encodeFileData({ type: 'piece', file, bytes: new Uint8Array(bytes) });
const offer = (file: number, size = SIZE): Uint8Array =>
  encodeFileData({ type: 'file', file, size, name: 'a.glb', mime: '' });

/** What one viewer does, in virtual time. */
class Sending {
  now = 0;
  readonly gate: FileGate;
  readonly effects: FileEffect[] = [];

  constructor(budget = new FileBudget()) {
    this.gate = new FileGate(VIEWER, budget);
  }

  take(bytes: Uint8Array): FileEffect[] {
    return this.#note(this.gate.take(bytes, this.now));
  }

  read(file: number, bytes: number): FileEffect[] {
    return this.#note(this.gate.fromScene({ type: 'file-read', viewer: VIEWER, file, bytes }, this.now));
  }

  /** A file that the scene wants. */
  begin(file = 1, size = SIZE): this {
    this.take(offer(file, size));
    this.read(file, 0);
    return this;
  }

  poll(): FileEffect[] {
    return this.#note(this.gate.poll(this.now));
  }

  get confirmed(): number {
    const got = this.effects.flatMap((effect) =>
      effect.to === 'viewer' && effect.reply.type === 'file-got' ? [effect.reply.bytes] : [],
    );
    return got.at(-1) ?? 0;
  }

  #note(effects: FileEffect[]): FileEffect[] {
    this.effects.push(...effects);
    return effects;
  }
}

const refusal = (code: string): unknown => ({
  to: 'viewer',
  reply: expect.objectContaining({ type: 'file-refused', code }),
});

describe('a file of a viewer', () => {
  it('is offered to the scene, and begins when the scene wants it', () => {
    const sending = new Sending();
    expect(sending.take(offer(7))).toEqual([
      {
        to: 'scene',
        message: { type: 'file-offered', viewer: VIEWER, file: 7, size: SIZE, name: 'a.glb', mime: '' },
      },
    ]);
    expect(sending.read(7, 0)).toEqual([{ to: 'viewer', reply: { type: 'file-got', file: 7, bytes: 0 } }]);
  });

  it('goes on to the scene piece by piece, each confirmed at once', () => {
    const sending = new Sending().begin();
    const [toScene, confirmed] = sending.take(piece(1, 1_000));
    expect(toScene).toMatchObject({ to: 'scene', message: { type: 'file-piece', file: 1 } });
    expect(confirmed).toEqual({ to: 'viewer', reply: { type: 'file-got', file: 1, bytes: 1_000 } });
  });

  it('ends with what the scene says of it, and another may come', () => {
    const sending = new Sending().begin();
    expect(sending.gate.fromScene({ type: 'file-taken', viewer: VIEWER, file: 1 }, 0)).toEqual([
      { to: 'viewer', reply: { type: 'file-taken', file: 1 } },
    ]);
    expect(sending.take(offer(2))).toMatchObject([{ to: 'scene', message: { type: 'file-offered', file: 2 } }]);
  });

  it('is refused where the scene refuses it, with a code that pages know', () => {
    const sending = new Sending().begin();
    const message = { type: 'file-refused', viewer: VIEWER, file: 1, code: 'anything', text: 'No.' } as const;
    expect(sending.gate.fromScene(message, 0)).toEqual([refusal('file-failed')]);
  });

  it('is over where the viewer says so', () => {
    const sending = new Sending().begin();
    expect(sending.take(encodeFileData({ type: 'file-abort', file: 1 }))).toEqual([
      { to: 'scene', message: { type: 'file-ended', viewer: VIEWER, file: 1 } },
    ]);
  });

  it('fails where the scene is replaced', () => {
    expect(new Sending().begin().gate.sceneReplaced()).toEqual([refusal('file-failed')]);
    expect(new Sending().gate.sceneReplaced()).toEqual([]);
  });

  it('is confirmed no further while the scene does not read', () => {
    const sending = new Sending().begin(1, 10_000_000);
    while (sending.effects.every(({ to }) => to !== 'close') && sending.gate.counts.refused === 0) {
      const before = sending.confirmed;
      sending.take(piece(1, FILE_LIMITS.pieceBytes));
      if (sending.confirmed === before) break;
    }
    const held = sending.confirmed;
    expect(held).toBeLessThanOrEqual(600_000);
    expect(sending.gate.nextPoll()).toBeUndefined();
    sending.read(1, held);
    expect(sending.confirmed).toBeGreaterThan(held);
  });
});

describe('who sends too much', () => {
  it('is refused beyond the window', () => {
    const budget = new FileBudget();
    const sending = new Sending(budget).begin(1, 60_000_000);
    // All that a second allows is spent, so nothing is confirmed.
    budget.pass(FILE_LIMITS.bytesPerSecond * 3, 0);
    const pieces = FILE_LIMITS.windowBytes / FILE_LIMITS.pieceBytes;
    for (let sent = 0; sent < pieces; sent++) sending.take(piece(1, FILE_LIMITS.pieceBytes));
    expect(sending.gate.counts.refused).toBe(0);
    expect(sending.take(piece(1, 1))).toContainEqual(refusal('rate-limited'));
  });

  it('is confirmed at the rate of the session', () => {
    const sending = new Sending().begin(1, 60_000_000);
    const end = 3_000;
    let sent = 0;
    while (sending.now < end) {
      if (sent - sending.confirmed + FILE_LIMITS.pieceBytes <= FILE_LIMITS.windowBytes) {
        sending.take(piece(1, FILE_LIMITS.pieceBytes));
        sent += FILE_LIMITS.pieceBytes;
        sending.read(1, sent);
        if (sent > 58_000_000) break;
      } else {
        sending.now = sending.gate.nextPoll() ?? end;
        sending.poll();
      }
    }
    // A second's worth may come in one go.
    expect(sent).toBeGreaterThan(FILE_LIMITS.bytesPerSecond * (sending.now / 1_000));
    expect(sent).toBeLessThan(FILE_LIMITS.bytesPerSecond * (sending.now / 1_000 + 1.2));
  });

  it('is refused a file that is longer than it said', () => {
    expect(new Sending().begin(1, 10).take(piece(1, 11))).toContainEqual(refusal('malformed-message'));
  });

  it('is refused a second file beside the first', () => {
    expect(new Sending().begin().take(offer(2))).toEqual([refusal('file-refused')]);
  });

  it.each([
    ['pieces of a file that is over', piece(9, 1)],
    ['messages that nobody understands', Uint8Array.of(1, 2, 3)],
    ['ends of files that never were', encodeFileData({ type: 'file-abort', file: 9 })],
  ])('is closed for %s, but not at once', (_name, bytes) => {
    const sending = new Sending();
    expect(sending.take(bytes)).toEqual([]);
    for (let sent = 0; sent < 1_000; sent++) sending.take(bytes);
    expect(sending.effects).toContainEqual(expect.objectContaining({ to: 'close' }));
  });

  it('is not closed for a few of them every second', () => {
    const sending = new Sending();
    for (let sent = 0; sent < 5_000; sent++) {
      sending.now += 10;
      expect(sending.take(piece(9, 1))).toEqual([]);
    }
  });

  it('is closed for more messages than a second can hold', () => {
    const sending = new Sending().begin();
    for (let sent = 0; sent < 10_000; sent++) sending.take(piece(1, 1));
    expect(sending.effects).toContainEqual(expect.objectContaining({ to: 'close' }));
  });

  it('makes the host throw nothing, whatever it sends', () => {
    const sending = new Sending().begin();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        sending.now += 10;
        sending.take(bytes);
        sending.take(Uint8Array.of(0x95, 72, ...bytes));
      }),
    );
  });
});

describe('a session', () => {
  it('has so many files under way and no more, and again when one is over', () => {
    const budget = new FileBudget();
    const all = Array.from({ length: FILE_LIMITS.atOnce }, () => new Sending(budget).begin());
    const another = new Sending(budget);
    expect(another.take(offer(1))).toEqual([refusal('file-refused')]);
    all[0]!.gate.end();
    expect(another.take(offer(2))).toMatchObject([{ to: 'scene' }]);
  });

  it('has so many bytes under way and no more', () => {
    const budget = new FileBudget();
    expect(new Sending(budget).take(offer(1, FILE_LIMITS.totalBytes + 1))).toEqual([refusal('file-refused')]);
    new Sending(budget).begin(1, FILE_LIMITS.totalBytes);
    expect(new Sending(budget).take(offer(1, 1))).toEqual([refusal('file-refused')]);
  });

  it('frees what a viewer had when it is gone, once', () => {
    const budget = new FileBudget();
    const gone = new Sending(budget).begin(1, FILE_LIMITS.totalBytes);
    gone.gate.end();
    gone.gate.end();
    const data: FileData = { type: 'file', file: 1, size: FILE_LIMITS.totalBytes, name: 'a', mime: '' };
    expect(new Sending(budget).take(encodeFileData(data))).toMatchObject([{ to: 'scene' }]);
    expect(new Sending(budget).take(offer(1, 1))).toEqual([refusal('file-refused')]);
  });
});
