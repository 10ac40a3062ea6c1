/**
 * How often property tests run, for every test file (vitest's `setupFiles`).
 *
 * Usually a fixed number of times. With `FUZZ_SECONDS` each goes on for so many seconds instead: `npm run fuzz`.
 */
import fc from 'fast-check';

/** Enough to find what noise finds at once, in the time that a test may take while somebody waits. */
const RUNS = 500;

const seconds = Number(process.env['FUZZ_SECONDS'] ?? 0);

if (seconds > 0) {
  fc.configureGlobal({ numRuns: Number.MAX_SAFE_INTEGER });
  fc.installGlobalPlugin(fc.interruptAfterTimeLimit(seconds * 1_000));
} else {
  fc.configureGlobal({ numRuns: RUNS });
}
