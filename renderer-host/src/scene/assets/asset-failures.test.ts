import { RemoteViewError } from '@remote-view/protocol';
import { describe, expect, it } from 'vitest';
import { AssetFailures } from './asset-failures.ts';

function setUp() {
  const log: string[] = [];
  const fatal: string[] = [];
  const failures = new AssetFailures(
    (line) => log.push(line),
    ({ message }) => fatal.push(message),
  );
  return { failures, log, fatal };
}

const broken = (name: string): RemoteViewError => new RemoteViewError('asset-failed', name);
/** What waits for the end of this turn has happened. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

describe('an asset that fails', () => {
  it('ends the scene if it was asked for in the set-up, whenever it fails', () => {
    const { failures, log, fatal } = setUp();
    const early = failures.watch();
    failures.setUpDone();
    const late = failures.watch();
    const error = broken('late');
    expect(late(error)).toBe(error);
    expect(fatal).toEqual([]);
    early(broken('early'));
    expect([log, fatal]).toEqual([['late', 'early'], ['early']]);
  });

  it('ends the scene at any time where the picture would be wrong', () => {
    const { failures, fatal } = setUp();
    failures.setUpDone();
    failures.fail(broken('black'));
    expect(fatal).toEqual(['black']);
  });

  it('is told to all who listen, and to nobody else', () => {
    const { failures, log, fatal } = setUp();
    const heard: string[] = [];
    const stops = [1, 2].map((number) => failures.listen(({ message }) => heard.push(`${number} ${message}`)));
    failures.fail(broken('a'));
    for (const stop of stops) stop();
    expect([heard, log, fatal]).toEqual([['1 a', '2 a'], [], []]);
    failures.fail(broken('b'));
    expect([heard.length, fatal]).toEqual([2, ['b']]);
  });

  it('is written to the log once, and only so many are', () => {
    const { failures, log } = setUp();
    failures.setUpDone();
    for (let count = 0; count < 1_000; count++) failures.watch()(broken(`asset ${Math.floor(count / 2)}`));
    expect(log).toHaveLength(100);
    expect(new Set(log).size).toBe(100);
  });
});

describe('a complaint of a loader', () => {
  it('counts where nothing else was said', async () => {
    const { failures, fatal } = setUp();
    failures.complain('left out');
    expect(fatal).toEqual([]);
    await turn();
    expect(fatal).toEqual(['left out']);
  });

  it('is about the error that was told just now, and says nothing new', async () => {
    const { failures, fatal } = setUp();
    failures.watch()(broken('not found'));
    failures.complain('left out');
    await turn();
    expect(fatal).toEqual(['not found']);
    failures.complain('left out');
    await turn();
    expect(fatal).toEqual(['not found', 'left out']);
  });
});
