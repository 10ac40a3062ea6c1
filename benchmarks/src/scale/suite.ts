/** `npm run bench -- scale`. */
import { RemoteViewError } from '@remote-view/protocol';
import { describeMachine } from '../report/machine.ts';
import { Progress } from '../report/progress.ts';
import { localResultPath, writeResult } from '../report/result-file.ts';
import type { Suite } from '../suite.ts';
import { calm } from './calm.ts';
import { measureCase, NO_PICTURE, problemOf } from './measure.ts';
import { socketLimit } from './open-files.ts';
import { parseScaleOptions, SCALE_HELP, type ScaleOptions } from './options.ts';
import { RedisProcess, redisProblem } from './processes/redis-process.ts';
import { describeScale } from './report.ts';
import { ScaleResult, type ScaleCase } from './result.ts';

export const scaleSuite: Suite = {
  summary: 'gateways under thousands of simulated hosts and viewers',
  help: SCALE_HELP,
  run: async (args) => {
    const options = parseScaleOptions(args);
    const at = new Date();
    const progress = new Progress(process.stderr);
    const sockets = await requireSockets(options);
    const machine = { ...(await describeMachine()), ...NO_PICTURE };
    const redis = redisProblem() === undefined ? await redisVersion() : undefined;
    const cases = await measureAll(options, progress);
    progress.end();
    const result: ScaleResult = {
      ...{ format: 'remote-view-scale', version: 1, at: at.toISOString(), machine },
      settings: { quick: options.quick, ...(redis === undefined ? {} : { redis }), sockets },
      cases,
    };
    const path = options.json ?? localResultPath('scale', at);
    await writeResult(path, ScaleResult, result);
    process.stdout.write(`${describeScale(result)}\nwritten to ${path}\n`);
  },
};

async function measureAll({ cases, size, patience }: ScaleOptions, progress: Progress): Promise<ScaleCase[]> {
  const measured: ScaleCase[] = [];
  let patient = patience;
  for (const one of cases) {
    const problem = problemOf(one);
    progress.step(problem === undefined ? `${one.title} …` : `left out: ${one.title}: ${problem}`);
    if (problem !== undefined) continue;
    patient -= await calm(patient);
    measured.push(await measureCase(one, size));
  }
  return measured;
}

/** @throws RemoteViewError `bad-configuration` where the system allows less than is asked for */
async function requireSockets({ cases, size }: ScaleOptions): Promise<number> {
  const limit = await socketLimit();
  const { hostSockets, viewerSockets } = size;
  const most = (hostSockets.at(-1) ?? 0) + (viewerSockets.at(-1) ?? 0);
  if (!cases.some(({ name }) => name.startsWith('sockets')) || most <= limit) return Math.min(limit, 1e9);
  const detail = `A process may have ${limit} sockets here (ulimit -n), not ${most}: choose fewer --viewers.`;
  throw new RemoteViewError('bad-configuration', detail);
}

async function redisVersion(): Promise<string> {
  const redis = await RedisProcess.start();
  const { version } = await redis.look();
  await redis.close();
  return version;
}
