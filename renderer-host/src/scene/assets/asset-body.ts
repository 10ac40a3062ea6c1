/** What the bodies of fetched assets are made of: the chunks of a file, and a bound for what a server sends. */
import { open } from 'node:fs/promises';

const READ_CHUNK_BYTES = 2 ** 20;

/**
 * Opens the file when somebody reads: a response that nobody does holds nothing. Whatever ends it early (an error, a reader
 * that cancels, even while the file is still being opened) closes the file.
 * @throws the signal's reason
 */
export async function* fileChunks(
  path: string,
  signal: AbortSignal | null | undefined,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const file = await open(path);
  try {
    for (;;) {
      const { buffer, bytesRead } = await file.read(new Uint8Array(READ_CHUNK_BYTES));
      if (bytesRead === 0) return;
      signal?.throwIfAborted();
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

/** Asks for a chunk when somebody reads, not before. */
export function streamOf(chunks: AsyncGenerator<Uint8Array<ArrayBuffer>>): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream(
    {
      pull: async (controller) => {
        const next = await chunks.next();
        if (next.done === true) controller.close();
        else controller.enqueue(next.value);
      },
      // Waits for a chunk that is on its way, and then ends the generator where it stands.
      cancel: async () => void (await chunks.return(undefined)),
    },
    { highWaterMark: 0 },
  );
}

/** What passes the same chunks on, as long as they are no more than so many bytes together; then it fails. */
export function boundedTo(
  maxBytes: number,
  tooLarge: () => Error,
): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  let bytes = 0;
  return new TransformStream({
    transform: (chunk, controller) => {
      bytes += chunk.length;
      if (bytes > maxBytes) throw tooLarge();
      controller.enqueue(chunk);
    },
  });
}
