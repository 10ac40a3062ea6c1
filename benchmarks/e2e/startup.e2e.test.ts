/** The startup suite itself, in short: sanity and sums, no times, which other work on a machine changes. */
import Value from 'typebox/value';
import { beforeAll, describe, expect, it } from 'vitest';
import { Progress } from '../src/report/progress.ts';
import { measureStartup } from '../src/startup/measure.ts';
import { parseStartupOptions } from '../src/startup/options.ts';
import { describeStartup } from '../src/startup/report.ts';
import { StartupResult } from '../src/startup/result.ts';

describe('the startup suite', () => {
  let result: StartupResult;

  beforeAll(async () => {
    const options = parseStartupOptions(['--repetitions', '2', '--cases', 'session,join']);
    result = await measureStartup(options, new Progress({ write: () => undefined }));
  });

  it('comes to a picture every time, in each case', () => {
    expect(result.cases.map(({ name, missed, failures }) => ({ name, missed, failures }))).toEqual([
      { name: 'session', missed: 0, failures: {} },
      { name: 'join', missed: 0, failures: {} },
    ]);
  });

  it('knows where the time went: the phases are the whole', () => {
    for (const { samples } of result.cases) {
      for (const { whole, phases } of samples) {
        // A busy page hears of what has happened a little later than of the picture.
        const sum = phases.reduce((total, phase) => total + phase, 0);
        expect(Math.abs(whole - sum)).toBeLessThan(Math.max(1, whole / 5));
        expect(Math.min(...phases)).toBeGreaterThanOrEqual(0);
      }
    }
  });

  it('asks for a session only where a viewer joins none', () => {
    const [session, join] = result.cases.map(({ phases }) => phases['session']);
    expect(session?.min).toBeGreaterThan(0);
    expect(join?.max).toBe(0);
  });

  it('leaves a result that fits its schema and reads as a table', () => {
    expect([...Value.Errors(StartupResult, result)]).toEqual([]);
    expect(result.machine).toMatchObject({ encoder: expect.stringMatching(/264/u) as string });
    expect(describeStartup(result)).toMatch(/-> dtls +\d+\.\d/u);
  });
});
