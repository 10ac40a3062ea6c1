/**
 * What this machine renders and encodes with, all of it, as one line of JSON: for whoever looks for the reason why a host
 * does not work as it should.
 *
 *     agent/check-machine.ts [auto | gpu | software]
 */
import { RemoteViewError } from '@remote-view/protocol';
import { probeAdapter, probeEncoders, type AdapterChoice } from './machine.ts';

const choice = (process.argv[2] ?? 'auto') as AdapterChoice;
const adapter = await probeAdapter(choice).then(
  ({ adapter, software, report }) => ({ adapter, software, report }),
  (thrown: unknown) => ({ problem: RemoteViewError.from(thrown).message }),
);
const encoders = (await probeEncoders()).map(({ encoder, works, reason }) => ({ encoder, works, reason }));
process.stdout.write(`${JSON.stringify({ adapter, encoders })}\n`);
