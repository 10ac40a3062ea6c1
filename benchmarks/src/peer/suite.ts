/** `npm run bench -- peer`. */
import { buildViewerBundle } from '../harness/viewer-bundle.ts';
import { Progress } from '../report/progress.ts';
import { localResultPath, writeResult } from '../report/result-file.ts';
import type { Suite } from '../suite.ts';
import { measurePeer } from './measure.ts';
import { parsePeerOptions, PEER_HELP } from './options.ts';
import { describePeer } from './report.ts';
import { PeerResult } from './result.ts';

export const peerSuite: Suite = {
  summary: 'ours against three.js in Chromium with captureStream, alternating',
  help: PEER_HELP,
  run: async (args) => {
    const options = parsePeerOptions(args);
    const progress = new Progress(process.stderr);
    progress.step('building the viewer …');
    await buildViewerBundle();
    const result = await measurePeer(options, progress);
    const path = options.json ?? localResultPath('peer', new Date(result.at));
    await writeResult(path, PeerResult, result);
    process.stdout.write(`${describePeer(result)}\nwritten to ${path}\n`);
  },
};
