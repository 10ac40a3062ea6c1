/** One of the benchmarks that the command line knows. */
export interface Suite {
  /** For the list of suites; no full stop. */
  readonly summary: string;
  /** Its options, for `--help`. */
  readonly help: string;
  /** Measures, prints and writes the result. @throws RemoteViewError `bad-configuration` for options it does not know */
  run(args: readonly string[]): Promise<void>;
}
