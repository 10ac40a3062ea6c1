/** `npm run bench -- <suite> [options]`: finds the suite and tells what went wrong, with its code. */
import { RemoteViewError } from '@remote-view/protocol';
import { audioSuite } from './audio/suite.ts';
import { capacitySuite } from './capacity/suite.ts';
import { cyclesSuite } from './cycles/suite.ts';
import { compareSuite } from './compare/suite.ts';
import { reportSuite } from './html/suite.ts';
import { latencySuite } from './latency/suite.ts';
import { networkSuite } from './network/suite.ts';
import { pathSuite } from './path/suite.ts';
import { peerSuite } from './peer/suite.ts';
import { pictureSuite } from './picture/suite.ts';
import { scaleSuite } from './scale/suite.ts';
import { soakSuite } from './soak/suite.ts';
import { startupSuite } from './startup/suite.ts';
import type { Suite } from './suite.ts';

const SUITES: Readonly<Record<string, Suite>> = {
  latency: latencySuite,
  audio: audioSuite,
  capacity: capacitySuite,
  report: reportSuite,
  compare: compareSuite,
  peer: peerSuite,
  path: pathSuite,
  startup: startupSuite,
  soak: soakSuite,
  cycles: cyclesSuite,
  network: networkSuite,
  picture: pictureSuite,
  scale: scaleSuite,
};

const HELP = `npm run bench -- <suite> [options]

${Object.entries(SUITES)
  .map(([name, { summary }]) => `  ${name.padEnd(10)} ${summary}`)
  .join('\n')}

Add --help to a suite for its options.
`;

async function main([name, ...args]: readonly string[]): Promise<void> {
  if (name === undefined || name === '--help' || name === '-h') {
    process.stdout.write(HELP);
    return;
  }
  const suite = Object.hasOwn(SUITES, name) ? SUITES[name] : undefined;
  if (suite === undefined) {
    const known = Object.keys(SUITES).join(', ');
    throw new RemoteViewError('bad-configuration', `There is no suite '${name}'; there is: ${known}.`);
  }
  if (args.includes('--help') || args.includes('-h')) process.stdout.write(suite.help);
  else await suite.run(args);
}

try {
  await main(process.argv.slice(2));
} catch (thrown) {
  const error = RemoteViewError.from(thrown);
  console.error(`${error.message} (${error.code})`);
  process.exitCode = 1;
}
