import { describe, expect, it } from 'vitest';
import { addCounts, countTests, isSuccess, summaryLine, type TestReport } from './test-summary.ts';

const file = (status: string, ...tests: string[]) => ({
  name: 'a.test.ts',
  status,
  assertionResults: tests.map((test) => ({ status: test })),
});
const report = (...testResults: TestReport['testResults'][number][]): TestReport => ({ success: true, testResults });

describe('countTests', () => {
  it('counts tests, and what did not run as skipped', () => {
    const counted = countTests(
      report(file('passed', 'passed', 'passed', 'pending', 'todo'), file('failed', 'failed')),
      1,
    );
    expect(counted).toEqual({ passed: 2, failed: 1, skipped: 2 });
  });

  it('counts a file that does not load as a failure', () => {
    expect(countTests(report(file('passed', 'passed'), file('failed')), 1)).toEqual({
      passed: 1,
      failed: 1,
      skipped: 0,
    });
  });

  it('counts a run that failed for no test of its own, as by the coverage threshold', () => {
    expect(countTests(report(file('passed', 'passed')), 1)).toEqual({ passed: 1, failed: 1, skipped: 0 });
  });

  it('counts a run that left no report as a failure', () => {
    expect(countTests(undefined, 1)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });
});

describe('the last line', () => {
  it('adds up the runs and names skipped tests where there are any', () => {
    const sum = addCounts({ passed: 1, failed: 0, skipped: 0 }, { passed: 2, failed: 1, skipped: 0 });
    expect(summaryLine(sum)).toBe('3 passed, 1 failed');
    expect(summaryLine({ ...sum, skipped: 2 })).toBe('3 passed, 1 failed, 2 skipped');
  });

  it('calls a run without any test a failure', () => {
    expect(isSuccess({ passed: 0, failed: 0, skipped: 3 })).toBe(false);
    expect(isSuccess({ passed: 1, failed: 1, skipped: 0 })).toBe(false);
    expect(isSuccess({ passed: 1, failed: 0, skipped: 0 })).toBe(true);
  });
});
