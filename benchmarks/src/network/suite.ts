/** `npm run bench -- network`. */
import { describeMachine } from '../report/machine.ts';
import { Progress } from '../report/progress.ts';
import { localResultPath, writeResult } from '../report/result-file.ts';
import type { Suite } from '../suite.ts';
import { NETWORK_HELP, parseNetworkOptions, type NetworkOptions } from './options.ts';
import { describeNetwork } from './report.ts';
import { NetworkResult, type NetworkRun } from './result.ts';
import { runCase } from './run-case.ts';
import { FPS } from './simulation.ts';

export const networkSuite: Suite = {
  summary: 'congestion control over modelled paths, in virtual time',
  help: NETWORK_HELP,
  run: async (args) => {
    const options = parseNetworkOptions(args);
    const at = new Date();
    const progress = new Progress(process.stderr);
    // Nothing here renders or decodes, so the machine does not matter but for the time that it takes.
    const machine = {
      ...(await describeMachine()),
      ...{ chromium: 'none', adapter: 'none', software: true, encoder: 'a model of libx264' },
    };
    const runs = runAll(options, progress);
    progress.end();
    const { quick, seed } = options;
    const result: NetworkResult = {
      ...{ format: 'remote-view-network', version: 1, at: at.toISOString(), machine },
      ...{ settings: { quick, seed, fps: FPS }, runs },
    };
    const path = options.json ?? localResultPath('network', at);
    await writeResult(path, NetworkResult, result);
    process.stdout.write(`${describeNetwork(result)}\nwritten to ${path}\n`);
  },
};

function runAll({ cases, controllers, acks, seed }: NetworkOptions, progress: Progress): NetworkRun[] {
  return cases.flatMap((one) =>
    controllers.map((controller) => {
      progress.update(`${one.name}, ${controller} …`, performance.now());
      return runCase({ case: one, controller, acks, seed });
    }),
  );
}
