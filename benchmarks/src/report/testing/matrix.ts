/** Results of a latency matrix as the suite would write them. */
import type { MatrixCell, MatrixResult } from '../../latency/matrix-result.ts';
import { MACHINE, MADE_AT, madeResult } from './results.ts';

const SIZES = [
  [640, 360],
  [1_280, 720],
  [1_920, 1_080],
] as const;

/** @param scenes each with every size at 30 and at 60 frames a second */
export function madeMatrix(scenes: readonly string[] = ['synthetic', 'barcode']): MatrixResult {
  const cells = scenes.flatMap((scene, index) =>
    SIZES.flatMap(([width, height]) =>
      [30, 60].map((fps): MatrixCell => {
        const scale = (1 + index) * (width / 640) * (30 / fps + 0.5);
        const { settings, repetitions } = madeResult({
          ...{ samples: 40, scale },
          settings: { scene, width, height, fps, hostFps: fps },
        });
        const { samples: _samples, ...measured } = repetitions[0]!;
        return { settings, loadBefore: 0.5, framesPerSecond: fps, measured };
      }),
    ),
  );
  return {
    format: 'remote-view-latency-matrix',
    version: 1,
    at: MADE_AT,
    machine: MACHINE,
    cells,
    failed: [{ cell: 'heavy 1920x1080 at 60', reason: 'The connection took too long.' }],
  };
}
