/** Counts vitest's JSON results so that the last line of `npm test` says what happened, and nothing is lost in it. */

/** The part of a vitest JSON report that is counted. */
export interface TestReport {
  readonly success: boolean;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/**
 * Counts one run of vitest. A file that failed outside of its tests (it does not load, a hook throws) has run no test
 * that could fail, and a run may fail as a whole (an unhandled error, the coverage threshold): each counts as one.
 *
 * @param report undefined where vitest ended without writing one
 */
export function countTests(report: TestReport | undefined, exitCode: number): TestCounts {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const file of report?.testResults ?? []) {
    const failedBefore = counts.failed;
    for (const { status } of file.assertionResults) {
      if (status === 'passed') counts.passed++;
      else if (status === 'failed') counts.failed++;
      else counts.skipped++;
    }
    if (file.status === 'failed' && counts.failed === failedBefore) counts.failed++;
  }
  if (exitCode !== 0 && counts.failed === 0) counts.failed++;
  return counts;
}

export function addCounts(a: TestCounts, b: TestCounts): TestCounts {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

export function summaryLine({ passed, failed, skipped }: TestCounts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** Whether the whole run is good: something ran, and nothing failed. */
export function isSuccess({ passed, failed }: TestCounts): boolean {
  return passed > 0 && failed === 0;
}
