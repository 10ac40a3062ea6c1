/**
 * The thread of a scene's worker: the global scope that a classic worker script expects, and nothing of Node.
 *
 * Scripts made by Emscripten look for `process` and take Node's way where they find it. A worker has no network either:
 * the scene hands it what it needs.
 */
import { Script } from 'node:vm';
import { parentPort, workerData } from 'node:worker_threads';
import type { WorkerStart } from './scene-worker.ts';

const HIDDEN = ['process', 'global', 'fetch', 'Request', 'WebSocket', 'EventSource'];

const port = parentPort!;
const { source, url, name } = workerData as WorkerStart;
const target = new EventTarget();
const scope: Record<string, unknown> = {
  self: globalThis,
  name,
  location: new URL(url),
  onmessage: null,
  onmessageerror: null,
  postMessage: (message: unknown, transfer: unknown = []) => {
    const list = Array.isArray(transfer) ? transfer : (transfer as { transfer?: unknown[] }).transfer;
    port.postMessage(message, list as ArrayBuffer[] | undefined);
  },
  addEventListener: target.addEventListener.bind(target),
  removeEventListener: target.removeEventListener.bind(target),
  dispatchEvent: target.dispatchEvent.bind(target),
  close: () => port.close(),
  importScripts: () => {
    throw new Error('A worker of a scene loads no other scripts: put them into its blob.');
  },
};
for (const [key, value] of Object.entries(scope)) {
  Object.defineProperty(globalThis, key, { value, configurable: true, writable: true });
}

const script = new Script(await source.text(), { filename: name === '' ? 'worker' : name });
for (const key of HIDDEN) Reflect.deleteProperty(globalThis, key);
// As a classic script: its declarations are global, and it sees nothing of this module.
script.runInThisContext();

port.on('message', (data: unknown) => {
  const event = new MessageEvent('message', { data });
  const { onmessage } = globalThis as { onmessage?: ((event: MessageEvent) => void) | null };
  onmessage?.call(globalThis, event);
  target.dispatchEvent(event);
});
