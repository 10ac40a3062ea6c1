/** The process of the light viewers: what they cost is measured apart from what the host costs. */
import type { FromReceivers, ToReceivers } from '../receiver-messages.ts';
import { Receiver } from './receiver.ts';

/** Mean distance of one viewer's inputs, ms; exponential, so at a random phase of the frames. */
const MEAN_GAP = 50;
/** As a viewer does. */
const PING_EVERY = 500;

const receivers: Receiver[] = [];
let since = performance.now();

function tell(message: FromReceivers): void {
  if (process.connected) process.send?.(message);
}

function keepMoving(receiver: Receiver): void {
  setTimeout(
    () => {
      receiver.input(performance.now());
      keepMoving(receiver);
    },
    -Math.log(1 - Math.random()) * MEAN_GAP,
  );
}

setInterval(() => {
  for (const receiver of receivers) receiver.ping();
}, PING_EVERY);

process.on('disconnect', () => process.exit());
process.on('message', (message: ToReceivers) => {
  switch (message.type) {
    case 'open': {
      const receiver = new Receiver(message, tell);
      receivers.push(receiver);
      receiver.start();
      if (message.inputs) keepMoving(receiver);
      return;
    }
    case 'collect': {
      const now = performance.now();
      tell({ type: 'counts', span: now - since, counts: receivers.map((receiver) => receiver.collect()) });
      since = now;
      return;
    }
    default:
      message satisfies never;
  }
});
