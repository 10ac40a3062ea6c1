/** The thread behind image-thread.ts. */
import { RemoteViewError } from '@remote-view/protocol';
import { parentPort } from 'node:worker_threads';
import type { ExternalPixels } from '../../gpu/external-image.ts';
import { decodeImage, resizeImage } from './image-decoder.ts';
import type { FromImageThread, ImageTask, ToImageThread } from './image-messages.ts';

const port = parentPort!;

port.on('message', ({ id, task }: ToImageThread) => {
  run(task).then(
    (pixels) => {
      // Memory of native code stays with its thread: a copy travels without being copied again.
      const data = new Uint8Array(pixels.data);
      send({ id, pixels: { ...pixels, data } }, [data.buffer]);
    },
    (thrown: unknown) => send({ id, failure: RemoteViewError.from(thrown).message }),
  );
});

function run(task: ImageTask): Promise<ExternalPixels> {
  if (task.type === 'decode') return decodeImage(task.bytes, task.name, task.profile);
  return resizeImage(task.pixels, task.size, task.quality);
}

function send(message: FromImageThread, transfer: readonly ArrayBuffer[] = []): void {
  port.postMessage(message, transfer);
}
