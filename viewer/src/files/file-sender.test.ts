import { decodeFileData, encodeFileReply, FILE_LIMITS, type FileData, type FileReply } from '@remote-view/protocol';
import { describe, expect, it } from 'vitest';
import { FileSender } from './file-sender.ts';

/** A host at the other end of a channel: `answer` says what it makes of each message. */
class Host {
  readonly heard: FileData[] = [];
  readonly rejected: string[] = [];
  readonly channel = new EventTarget() as RTCDataChannel & { readyState: RTCDataChannelState };
  readonly sender: FileSender;

  constructor(answer: (data: FileData, host: Host) => void, readyState: RTCDataChannelState = 'open') {
    this.channel.readyState = readyState;
    this.channel.send = (bytes: unknown): void => {
      const data = decodeFileData(Uint8Array.from(bytes as Uint8Array));
      this.heard.push(data);
      queueMicrotask(() => answer(data, this));
    };
    this.sender = new FileSender(
      () => this.channel,
      ({ code }) => this.rejected.push(code),
    );
  }

  say(reply: FileReply): void {
    this.#tell(Uint8Array.from(encodeFileReply(reply)).buffer);
  }

  sayNoise(): void {
    this.#tell(Uint8Array.of(1, 2).buffer);
  }

  /** Of all pieces of a file. */
  received(file: number): Uint8Array {
    return Uint8Array.from(this.#pieces(file).flatMap((bytes) => [...bytes]));
  }

  bytesOf(file: number): number {
    return this.#pieces(file).reduce((sum, { length }) => sum + length, 0);
  }

  open(): void {
    this.channel.readyState = 'open';
    this.channel.dispatchEvent(new Event('open'));
  }

  break(): void {
    this.channel.readyState = 'closed';
    this.channel.dispatchEvent(new Event('close'));
  }

  #pieces(file: number): Uint8Array[] {
    return this.heard.flatMap((data) => (data.type === 'piece' && data.file === file ? [data.bytes] : []));
  }

  #tell(data: ArrayBuffer): void {
    this.channel.dispatchEvent(new MessageEvent('message', { data }));
  }
}

/** Wants every file, confirms each piece, and takes what is whole. */
function takesAll(data: FileData, host: Host): void {
  const { file } = data;
  if (data.type === 'file') host.say({ type: 'file-got', file, bytes: 0 });
  else if (data.type === 'piece') host.say({ type: 'file-got', file, bytes: host.bytesOf(file) });
  const offer = host.heard.find((heard) => heard.type === 'file' && heard.file === file);
  if (offer?.type === 'file' && offer.size === host.bytesOf(file)) host.say({ type: 'file-taken', file });
}

function fileOf(size: number, name = 'a.glb'): File {
  return new File([Uint8Array.from({ length: size }, (_, index) => index % 251)], name);
}

const quiet = (): void => {};

describe('a file that is sent', () => {
  it('arrives whole and in order, and its progress is told', async () => {
    const host = new Host(takesAll);
    const told: number[] = [];
    const file = fileOf(1_300_000);
    await host.sender.send(file, (bytes) => told.push(bytes));
    expect(host.heard[0]).toMatchObject({ type: 'file', size: 1_300_000, name: 'a.glb' });
    expect(Buffer.compare(host.received(1), Buffer.from(await file.arrayBuffer()))).toBe(0);
    expect(told.at(-1)).toBe(1_300_000);
    expect(told).toEqual(told.toSorted((a, b) => a - b));
  });

  it('may be empty', async () => {
    const host = new Host(takesAll);
    await host.sender.send(fileOf(0), quiet);
    expect(host.heard).toHaveLength(1);
  });

  it('waits until the channel is open, and until the scene wants it', async () => {
    const host = new Host(quiet, 'connecting');
    const sending = host.sender.send(fileOf(10), quiet);
    await Promise.resolve();
    expect(host.heard).toEqual([]);
    host.open();
    await new Promise((resolve) => setImmediate(resolve));
    expect(host.heard.map(({ type }) => type)).toEqual(['file']);
    host.say({ type: 'file-got', file: 1, bytes: 0 });
    await new Promise((resolve) => setImmediate(resolve));
    expect(host.heard.map(({ type }) => type)).toEqual(['file', 'piece']);
    host.say({ type: 'file-taken', file: 1 });
    await sending;
  });

  it('is held up where nothing is confirmed', async () => {
    const host = new Host(({ type, file }, self) => {
      if (type === 'file') self.say({ type: 'file-got', file, bytes: 0 });
    });
    const sending = host.sender.send(fileOf(5_000_000), quiet);
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
    expect(host.bytesOf(1)).toBeLessThanOrEqual(FILE_LIMITS.windowBytes);
    host.sender.close();
    await expect(sending).rejects.toMatchObject({ code: 'file-failed' });
  });

  it('goes after the one before it', async () => {
    const host = new Host(takesAll);
    await Promise.all([host.sender.send(fileOf(40_000), quiet), host.sender.send(fileOf(3, 'b.glb'), quiet)]);
    const files = host.heard.map(({ file }) => file);
    expect(files).toEqual(files.toSorted((a, b) => a - b));
    expect(host.heard.filter(({ type }) => type === 'file')).toHaveLength(2);
  });

  it('fails with what the host says, in the middle too, and the next one goes on', async () => {
    const host = new Host((data, self) => {
      if (data.type !== 'piece' || data.file > 1) return takesAll(data, self);
      self.say({ type: 'file-refused', file: data.file, code: 'file-refused', text: 'No more of this.' });
    });
    const first = host.sender.send(fileOf(300_000), quiet);
    const second = host.sender.send(fileOf(10), quiet);
    await expect(first).rejects.toMatchObject({ code: 'file-refused', message: 'No more of this.' });
    await second;
    expect(host.bytesOf(1)).toBeLessThan(300_000);
  });

  it('fails where the connection breaks, and so does what waits', async () => {
    const host = new Host(({ type }, self) => {
      if (type === 'file') self.break();
    });
    const both = await Promise.allSettled([host.sender.send(fileOf(10), quiet), host.sender.send(fileOf(10), quiet)]);
    for (const settled of both) expect(settled).toMatchObject({ reason: { code: 'file-failed' } });
  });

  it('is taken back where it cannot be read any more', async () => {
    const host = new Host(takesAll);
    const file = fileOf(10);
    const gone = async (): Promise<never> => Promise.reject(new DOMException('gone', 'NotReadableError'));
    file.slice = () => Object.assign(new Blob(), { arrayBuffer: gone });
    await expect(host.sender.send(file, quiet)).rejects.toMatchObject({ code: 'file-failed' });
    expect(host.heard.at(-1)).toEqual({ type: 'file-abort', file: 1 });
  });

  it('is refused where too many wait', async () => {
    const host = new Host(quiet);
    const waiting = Array.from({ length: 32 }, async () => host.sender.send(fileOf(1), quiet).catch(quiet));
    await expect(host.sender.send(fileOf(1), quiet)).rejects.toMatchObject({ code: 'file-refused' });
    host.sender.close();
    await Promise.all(waiting);
  });

  it('is not disturbed by messages that nobody understands, or of other files', async () => {
    const host = new Host((data, self) => {
      self.sayNoise();
      self.say({ type: 'file-refused', file: 99, code: 'file-refused', text: '' });
      takesAll(data, self);
    });
    await host.sender.send(fileOf(10), quiet);
    expect(host.rejected).toContain('malformed-message');
  });
});
