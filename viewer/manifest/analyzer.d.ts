/** What the analyzer exports and its own types leave out. */
import type { AnalyzePhaseParams, Plugin } from '@custom-elements-manifest/analyzer';

declare module '@custom-elements-manifest/analyzer' {
  export const ts: AnalyzePhaseParams['ts'];
  /** Returns the manifest as JSON. */
  export function create(input: {
    readonly modules: readonly ReturnType<AnalyzePhaseParams['ts']['createSourceFile']>[];
    readonly plugins: readonly Plugin[];
  }): unknown;
}
