/**
 * The page of the soak: that of the latency benchmark, told to start and asked now and then, because a call from Node to a
 * page may not last as long as a soak does.
 */
import '../../latency/page/main.ts';
import type { Recording, RecordingPlan } from '../../latency/recording.ts';

export interface SoakState {
  /** Inputs made so far. */
  readonly inputs: number;
  readonly done: boolean;
  readonly failure: string | undefined;
}

/** What Node calls. */
export interface SoakPage {
  start(plan: RecordingPlan): void;
  state(): SoakState;
  /** One part of the recording, once it is done. */
  take<K extends keyof Recording>(part: K): Recording[K];
}

declare global {
  var soakPage: SoakPage;
}

let recording: Recording | undefined;
let failure: string | undefined;

globalThis.soakPage = {
  start: (plan) => {
    globalThis.latencyPage.record(plan).then(
      (done) => {
        recording = done;
      },
      (thrown: unknown) => {
        failure = thrown instanceof Error ? thrown.message : String(thrown);
      },
    );
  },
  state: () => ({ inputs: globalThis.latencyPage.progress(), done: recording !== undefined, failure }),
  take: (part) => {
    if (recording === undefined) throw new Error('the recording is not done');
    return recording[part];
  },
};
